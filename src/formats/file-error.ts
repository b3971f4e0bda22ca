/** What an error of the file system means, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as { readonly code?: string }).code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read by this user';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
