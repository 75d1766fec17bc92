import { childOf, entriesOf } from "../map-entries.ts";
import type { Document } from "../node.ts";
import type { Range } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";

/** Where things stand in a dvc.lock. The values of one come without places, because most readers want none. */
export interface LockPlaces {
  readonly file: string;
  /** The name of a stage, and all that is recorded of it: from the line of its name to the line of the next. */
  entry(stage: string): { readonly key: Range; readonly whole: Range } | undefined;
  /** The first line of a stage's entry that starts like this, below the lines that start like those before it. */
  line(stage: string, ...starts: readonly string[]): Range | undefined;
}

type Entry = NonNullable<ReturnType<LockPlaces["entry"]>>;

/**
 * Finds places in the text of a dvc.lock. What DVC wrote is searched line by line, which costs a moment for the locks of
 * thousands of stages; of a text in another form the tree is made, once, when a stage is not found.
 */
export function findLockPlaces(file: string, text: string): LockPlaces {
  const written = writtenEntries(text);
  let others: ReadonlyMap<string, Entry> | undefined;
  const entry = (stage: string): Entry | undefined =>
    written.get(stage) ?? (others ??= entriesOfTree(parseYaml(file, text))).get(stage);
  return {
    file,
    entry,
    line(stage, ...starts) {
      const found = entry(stage);
      let at = found?.key.end ?? 0;
      for (const start of starts) {
        at = text.indexOf(`\n${start}`, at);
        if (at < 0 || found === undefined || at >= found.whole.end) return undefined;
        at += 1;
      }
      const end = text.indexOf("\n", at);
      const lead = /^[ -]*/.exec(text.slice(at, at + 200))?.[0].length ?? 0;
      return found && { start: at + lead, end: end < 0 ? text.length : end };
    },
  };
}

/** Entries in the form that DVC gives them: names indented by two, below `stages:`. */
function writtenEntries(text: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const start = /^stages:[ \t]*\r?$/m.exec(text)?.index;
  if (start === undefined) return entries;
  const after = /^(?!stages:)[^\s#]/gm;
  after.lastIndex = start;
  const end = after.exec(text)?.index ?? text.length;
  const names = /^ {2}(['"]?)([^\s'"#-][^'"\n:]*)\1:[ \t]*\r?$/gm;
  names.lastIndex = start;
  let before: { name: string; key: Range; start: number } | undefined;
  const close = (at: number): void => {
    if (before) entries.set(before.name, { key: before.key, whole: { start: before.start, end: at } });
  };
  for (let match = names.exec(text); match && match.index < end; match = names.exec(text)) {
    const [, quote = "", name = ""] = match;
    close(match.index);
    const key = { start: match.index + 2, end: match.index + 2 + name.length + 2 * quote.length };
    before = { name, key, start: match.index };
  }
  close(end);
  return entries;
}

function entriesOfTree({ root }: Document): ReadonlyMap<string, Entry> {
  return new Map(
    entriesOf(childOf(root, "stages")).map(({ key, value }) => [
      pythonText(key.value),
      { key: key.range, whole: { start: key.range.start, end: value.range.end } },
    ]),
  );
}
