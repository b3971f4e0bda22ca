/** A JSON value as a file or an API holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
export type Path = readonly (string | number)[];

/** One-based lines and columns; the end is exclusive. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Answers where an attribute stands: of the value, or with `key` of its key. Falls back to the nearest parent. */
export type Locate = (path: Path, part?: 'key' | 'value') => Position | undefined;

/** Identity of a resource: what a reference has to say to mean this one. */
export interface Identity {
  /** A cluster, or an account and Region: references cross scopes only by ARN, service name, parameter, remote state. */
  readonly scope: string;
  /** `Service`, `PeerAuthentication`, or Terraform's name for an AWS type: `aws_lb_listener`. */
  readonly type: string;
  /** Absent: the type has no namespaces. */
  readonly namespace?: string;
  readonly name: string;
}

export interface Resource extends Identity {
  /** As its owner wrote it (Kubernetes: the whole object), scalars already typed by the owner's own rules. */
  readonly body: JsonObject;
  readonly locate: Locate;
  /** Kubernetes `group/version`; absent for others. */
  readonly apiVersion?: string;
  /** Where the call in the root folder stands that makes it, for what a module of Terraform holds. */
  readonly calledAt?: Position;
  /** It is known from a plan: what stands there is written elsewhere, and changing it there changes nothing. */
  readonly snapshot?: true;
  /** Where a part stands in a document of a file; absent: the resource is an object of its own there, or no file holds it. */
  readonly source?: (path: Path) => { readonly file: string; readonly path: Path };
  /**
   * The controller that made it, and the resource and attribute that made the controller do so; `of` where a part comes from
   * another resource; `written`: where somebody who wants a part otherwise has to say so. Absent: a file holds it.
   */
  readonly derived?: { readonly by: string; readonly from: Resource; readonly path: Path; readonly of?: (path: Path) => Resource | undefined; readonly written?: (path: Path) => Written | undefined };
}

/** Where a part of a derived resource is said, or would be: of what is not said yet, a list cannot be changed member by member. */
export interface Written {
  readonly at: readonly [Resource, Path];
  readonly said: boolean;
}

/** Something a reader must know about the input. Severity `error`: an API server or provider would refuse it. */
export interface Problem {
  /** A finding's name, so that it can be explained and suppressed: `unknown-field`. */
  readonly name: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly at?: Position;
  readonly resource?: Identity;
  /** Lines of the file around the place, when the document could not be read as a resource. */
  readonly excerpt?: string;
  /** One value written that would end it, as far as is known. */
  readonly instead?: { readonly title: string; readonly of: Identity; readonly path: Path; readonly to: Json; readonly also?: readonly Identity[] };
}

/** `Service xnat/xnat-xnat-web`, the way people name it; what a module of Terraform makes or a data source looks up, by its address. */
export function nameOf(identity: Identity): string {
  return /^[a-z0-9]+_/.test(identity.type) && stepsOf(identity) !== '' ? addressOf(identity) : `${identity.type} ${identity.namespace === undefined ? '' : `${identity.namespace}/`}${identity.name}`;
}

/** The address as Terraform prints it and takes it: `module.vpc.aws_subnet.public[0]`. Names have the steps of modules in front. */
export function addressOf(identity: Pick<Identity, 'type' | 'name'>): string {
  const steps = stepsOf(identity);
  return `${steps}${identity.type}.${identity.name.slice(steps.length)}`;
}

/** Whether a data source of Terraform found it: it is there already, made elsewhere, with more around it than the inputs hold. */
export function isLookedUp(identity: Pick<Identity, 'name'>): boolean {
  return stepsOf(identity).endsWith('data.');
}

/** Whether Terraform has yet to apply it, or looks it up for what it applies: only then something is listed that apply alone knows. */
export function isPlanned({ body }: Pick<Resource, 'body'>): boolean {
  return Array.isArray(body['unknown_after_apply']);
}

/** What stands in front of the resource's own name: `module.dns["a"].data.`, with the root folder where several roots have the name (`networking:data.`). */
function stepsOf({ name }: Pick<Identity, 'name'>): string {
  return /^(?:[^.[":]+:(?=module\.|data\.))?(?:module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*(?:data\.)?/.exec(name)?.[0] ?? '';
}

/** What a reference to a resource has to say, and nothing else of it. */
export function identityOf({ scope, type, namespace, name }: Identity): Identity {
  return { scope, type, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** One string for one identity, for maps. */
export function keyOf(identity: Identity): string {
  return `${identity.scope}\n${identity.type}\n${identity.namespace ?? ''}\n${identity.name}`;
}

/** Whether a value is an object, and no list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value at a path, undefined where nothing stands. */
export function valueAt(body: Json | undefined, path: Path): Json | undefined {
  let value: Json | undefined = body;
  for (const step of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined;
    value = (value as { readonly [key: string]: Json | undefined })[step];
  }
  return value;
}

/** Dotted form of a path: `spec.rules[0].to`. */
export function pathText(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : /^[A-Za-z0-9_-]+$/.test(step) ? `${index === 0 ? '' : '.'}${step}` : `["${step}"]`)).join('');
}
