import { createHash } from "node:crypto";
import { sep } from "node:path";

import { damagedTree } from "#core/data/failures";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";

/** One file of a tracked folder; `relpath` is relative to the folder, with `/` on every system. */
export interface TreeEntry {
  readonly relpath: string;
  readonly md5: string;
}

/**
 * The bytes of DVC's `.dir` object: a JSON array sorted by relpath in code-point order, keys sorted, `", "` and `": "`
 * between, everything outside of ASCII escaped, no newline at the end.
 */
export function printTree(entries: readonly TreeEntry[]): string {
  const items = entries
    .toSorted((a, b) => compareCodePoints(a.relpath, b.relpath))
    .map(({ md5, relpath }) => `{"md5": ${quote(md5)}, "relpath": ${quote(relpath)}}`);
  return `[${items.join(", ")}]`;
}

/** The name of a folder in the cache: md5 of its listing, with `.dir`. */
export function treeHash(listing: string): string {
  return `${createHash("md5").update(listing).digest("hex")}.dir`;
}

/**
 * Reads a `.dir` object; keys that it does not know, such as the sizes of older versions, are skipped. A listing that
 * names something outside of its folder is refused, since a checkout would write there.
 * Throws a Failure that says what is wrong.
 * @param md5 its name
 */
export function parseTree(md5: string, listing: string): readonly TreeEntry[] {
  try {
    return readEntries(listing);
  } catch (error) {
    throw damagedTree(md5, error instanceof Error ? error.message : String(error));
  }
}

function readEntries(listing: string): TreeEntry[] {
  const items: unknown = JSON.parse(listing);
  if (!Array.isArray(items)) throw new Error("it is not a list");
  const entries = items.map((item: unknown) => {
    if (!isTreeEntry(item)) throw new Error("an entry has no md5 or relpath");
    if (!staysInside(item.relpath)) throw new Error(`"${item.relpath}" leaves the folder`);
    return { relpath: item.relpath, md5: item.md5 };
  });
  refuseFileAsFolder(entries);
  return entries;
}

/** Neither could be checked out without the other in its way. */
function refuseFileAsFolder(entries: readonly TreeEntry[]): void {
  const files = new Set(entries.map(({ relpath }) => relpath));
  let known = "";
  for (const { relpath } of entries) {
    const folder = relpath.slice(0, relpath.lastIndexOf("/") + 1);
    if (folder === known) continue;
    known = folder;
    for (let end = folder.indexOf("/"); end !== -1; end = folder.indexOf("/", end + 1)) {
      const above = folder.slice(0, end);
      if (files.has(above)) throw new Error(`"${above}" is both a file and a folder`);
    }
  }
}

function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters that JSON escapes
  if (!/[\u0000-\u001f"\\\u007f-\uffff]/.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isTreeEntry(item: unknown): item is TreeEntry {
  return (
    typeof item === "object" &&
    item !== null &&
    "relpath" in item &&
    typeof item.relpath === "string" &&
    "md5" in item &&
    typeof item.md5 === "string" &&
    /^[0-9a-f]{32}$/.test(item.md5)
  );
}

/**
 * No part of it is empty, `.` or `..`, and no system takes a zero byte. Only Windows has drives and takes `\` for a separator: elsewhere `c:d` and `..\e`
 * are names like any others, which `add` took.
 */
function staysInside(relpath: string): boolean {
  const leaves = sep === "/" ? /(?:^|\/)\.{0,2}(?:$|\/)/ : /^[a-zA-Z]:|(?:^|[/\\])\.{0,2}(?:$|[/\\])/;
  return relpath !== "" && !relpath.includes("\0") && !leaves.test(relpath);
}
