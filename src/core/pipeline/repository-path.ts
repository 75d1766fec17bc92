/** The folder that a repository-relative path stands in; `.` for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}

/** A part of a path that is empty or goes elsewhere. */
const unusualPart = /(?:^|\/)\.{0,2}(?:\/|$)/;

/**
 * The repository-relative path of what a file in `folder` writes as `text`: dots resolved, no slash at the end. A URL
 * or an absolute path stays as it is, and what leaves the repository starts with `..`.
 */
export function resolvePath(folder: string, text: string): string {
  if (isUrl(text)) return text;
  if (folder === "." && !unusualPart.test(text)) return text;
  if (text.startsWith("/")) return normalize(text);
  return normalize(`${folder}/${text}`);
}

/**
 * True of `s3://bucket/key` and `remote://name/path`, which no file of the repository can be. `file://` names no place of
 * its own to DVC, which looks for a folder `file:`.
 */
export function isUrl(text: string): boolean {
  return text.includes("://") && /^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** True when a resolved path leaves the repository by its text alone, or never was in it. */
export function isOutside(path: string): boolean {
  return path === ".." || path.startsWith("../") || /^(?:\/|[a-z]:[\\/])/i.test(path) || isUrl(path);
}

/** True when a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function normalize(path: string): string {
  const root = path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || root === "") parts.push(part);
  }
  return root + parts.join("/") || ".";
}

/** How a file in `folder` writes a repository-relative path; both may leave the repository by `..`. */
export function relativePath(folder: string, path: string): string {
  const from = folder === "." ? [] : folder.split("/");
  const to = path === "." ? [] : path.split("/");
  while (from.length > 0 && from[0] === to[0]) {
    from.shift();
    to.shift();
  }
  return [...from.map(() => ".."), ...to].join("/") || ".";
}
