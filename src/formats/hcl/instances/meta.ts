/** What Terraform itself reads in a resource or data block, whatever the provider is. */
export const metaArguments: ReadonlySet<string> = new Set(['count', 'for_each', 'depends_on', 'provider', 'lifecycle', 'provisioner', 'connection']);

/** The same of a module call; all others are inputs of the module. */
export const callArguments: ReadonlySet<string> = new Set(['source', 'version', 'count', 'for_each', 'depends_on', 'providers']);
