/** Paths as text, on POSIX and Windows alike: the language does not touch a file system. */

export function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path);
}

/** `path`, as written in `file`, made absolute and free of `.` and `..`. */
export function resolvePath(file: string, path: string): string {
  const full = isAbsolute(path) ? path : `${file.replace(/[^/\\]*$/, '')}${path}`;
  const separator = /^[A-Za-z]:\\/.test(full) ? '\\' : '/';
  const parts: string[] = [];
  for (const part of full.split(/[/\\]/)) {
    if (part === '..' && parts.length > 1) parts.pop();
    else if (part !== '.' && part !== '..') parts.push(part);
  }
  return parts.filter((part, i) => part !== '' || i === 0).join(separator);
}
