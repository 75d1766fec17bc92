import { rangeOfEntry } from "../edit/remove-entry.ts";
import type { Document, Entry } from "../node.ts";
import type { Problem } from "../problem.ts";

/** `yaml/duplicate-key`: an entry whose key is there a second time; `earlier` is the one that is kept. */
export function duplicateKey(
  { file, text }: Pick<Document, "file" | "text">,
  again: Entry,
  earlier: Entry | undefined,
): Problem {
  const { range } = again.key;
  const written = quoted(text.slice(range.start, range.end));
  const isOwn = again.value.range.start >= range.start;
  const changes = [{ file, range: rangeOfEntry(text, again), newText: "" }];
  return {
    code: "yaml/duplicate-key",
    severity: "error",
    message: `The key ${written} is defined twice: keep one.`,
    file,
    range,
    ...(earlier !== undefined && {
      related: [{ file, range: earlier.key.range, message: wordsFor(earlier, again) }],
    }),
    // The value of an alias stands elsewhere, so the end of the entry is not known.
    ...(isOwn && { fixes: [{ title: `Remove this ${written}`, changes }] }),
  };
}

function wordsFor(kept: Entry, again: Entry): string {
  const isFirst = kept.key.range.start < again.key.range.start;
  return isFirst ? "It is first defined here." : "It is defined here, too.";
}

function quoted(text: string): string {
  return /^["']/.test(text) ? text : `'${text}'`;
}
