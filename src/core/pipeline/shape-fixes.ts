import { rangeOfEntry } from "./edit/remove-entry.ts";
import type { FileContext } from "./file-context.ts";
import { lineStart } from "./yaml/line-bounds.ts";
import type { Entry, ScalarNode } from "./node.ts";
import type { Fix } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";

/** Makes a list of one value that stands on one line. */
export function makeList({ range }: ScalarNode, { text, file }: FileContext): Fix | undefined {
  const written = text.slice(range.start, range.end);
  if (written.includes("\n")) return undefined;
  const indent = /^ */.exec(text.slice(lineStart(text, range.start)))?.[0] ?? "";
  return { title: "Make it a list", changes: [{ file, range, newText: `\n${indent}- ${written}` }] };
}

/** Makes text of a value by quotes. */
export function quote(node: ScalarNode, context: FileContext): Fix {
  const written = context.text.slice(node.range.start, node.range.end);
  const newText = `'${written.replaceAll("'", "''")}'`;
  return { title: "Put it in quotes", changes: [{ file: context.file, range: node.range, newText }] };
}

/** Adds a key that is missing, without its value, before the first key of a mapping. */
export function insertBefore(first: Entry, name: string, { text, file }: FileContext): Fix {
  const at = first.key.range.start;
  const indent = " ".repeat(at - lineStart(text, at));
  const value = name === "do" ? `${name}:\n${indent}  cmd: \n${indent}` : `${name}: \n${indent}`;
  return { title: `Add '${name}'`, changes: [{ file, range: { start: at, end: at }, newText: value }] };
}

/** Takes an entry away, with its line where it has one to itself. */
export function removeEntry(entry: Entry, { text, file }: FileContext): Fix {
  const changes = [{ file, range: rangeOfEntry(text, entry), newText: "" }];
  return { title: `Remove '${pythonText(entry.key.value)}'`, changes };
}
