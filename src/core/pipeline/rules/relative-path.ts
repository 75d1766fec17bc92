/** What a stage with this working folder writes for a repository-relative path. */
export function relativePath(folder: string, path: string): string {
  const from = folder === "." ? [] : folder.split("/");
  const to = path.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/") || ".";
}
