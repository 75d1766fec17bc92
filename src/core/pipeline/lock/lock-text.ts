import { lineEnd, lineStart } from "../yaml/line-bounds.ts";
import { lockEntryValue, readLock } from "./lock-file.ts";
import type { LockEntry, LockFile, LockItem } from "./lock-model.ts";
import { childOf } from "../map-entries.ts";
import type { Document, MapNode, Node } from "../node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { printYaml } from "../yaml/print-yaml.ts";
import { toValue } from "../to-value.ts";
import { isMapping } from "../value.ts";
import type { Mapping, Scalar, Value } from "../value.ts";

/**
 * A dvc.lock that is being written. `stages` follows each `set` and is always what `parseLock(text())` would give;
 * `problems` are those of the text that was opened.
 */
export interface LockText extends LockFile {
  /**
   * Writes what a stage was when it ran, in DVC's own style. Everything else stays as it is to the letter: other
   * entries, also of stages that no longer exist, their order, comments and line ends. A new entry goes to the end.
   * Facts of storage (`cloud`, `version_id`) stay on items whose content did not change.
   *
   * The cost is that of the entry, not of the file, unless the file has a form that DVC does not write.
   *
   * @throws when the text that was opened is no valid dvc.lock. DVC refuses such a file too: look at `problems` first.
   */
  readonly set: (stageName: string, entry: LockEntry) => void;
  readonly text: () => string;
}

/**
 * Opens the text of a dvc.lock for any number of changes.
 *
 * @param text the file as it is; undefined or empty for a new one.
 */
export function openLockText(file: string, text: string | undefined): LockText {
  const usesCrlf = text?.includes("\r\n") === true;
  const document = parseYaml(file, text?.replaceAll("\r\n", "\n") ?? "");
  const { stages: recorded, problems } = readLock(document);
  const error = problems.find(({ severity }) => severity === "error");
  const stages = new Map(recorded);
  // Most are only read.
  let parts: Parts | undefined;
  let written: string | undefined = text ?? "";

  const set = (name: string, entry: LockEntry): void => {
    if (error) throw new Error(`dvc.lock is not valid: ${error.message}`);
    const before = stages.get(name);
    const value = lockEntryValue(keepStorage(entry, before));
    // An entry that says the same stays as it was written, by whatever version of whichever tool.
    if (before && printYaml(lockEntryValue(before)) === printYaml(value)) return;
    parts ??= partsOf(document);
    const printed = printYaml(new Map([[name, value]]), parts.indent);
    if (!putEntry(parts, name, printed)) parts = partsOf(rewrite(file, parts, name, value));
    const after = readLock(parseYaml(file, withHead(printed))).stages.get(name);
    if (after) stages.set(name, after);
    written = undefined;
  };

  const join = (): string => {
    const joined = textOf((parts ??= partsOf(document)));
    return usesCrlf ? joined.replaceAll("\n", "\r\n") : joined;
  };
  return { file, problems, stages, set, text: () => (written ??= join()) };
}

/** A valid dvc.lock cut where entries begin and end. */
interface Parts {
  /** All of the text before the first entry; the whole file where `stages` is missing, empty or in JSON's style. */
  readonly head: string;
  /** By the key as YAML reads it. */
  readonly blocks: Map<Scalar, Block>;
  last: Scalar | undefined;
  /** How far the keys of entries are indented. */
  readonly indent: number;
  readonly tail: string;
}

interface Block {
  readonly text: string;
  /** Blank lines and comments up to the next entry. */
  readonly gap: string;
  /** An anchor that other entries refer to would go with the entry, and what an alias stands for is elsewhere. */
  readonly isShared: boolean;
}

function partsOf({ text, root }: Document): Parts {
  const stages = root?.kind === "map" ? childOf(root, "stages") : undefined;
  const first = stages?.kind === "map" ? stages.entries[0] : undefined;
  const uncut: Parts = { head: text, blocks: new Map(), last: undefined, indent: 2, tail: "" };
  if (stages?.kind !== "map" || !first || isFlow(text, stages)) return uncut;
  const starts = stages.entries.map(({ key }) => lineStart(text, key.range.start));
  const end = lineEnd(text, stages.range.end);
  const cuts = [...starts, end];
  // Keys that `<<` brings stand somewhere else, and behind a `?` the entry does not begin with its key.
  const isInOrder = cuts.every((cut, index) => index === 0 || cut > (cuts[index - 1] ?? 0));
  const beginsWithKey = stages.entries.every(({ key }, index) =>
    isBlank(text, starts[index], key.range.start),
  );
  if (!isInOrder || !beginsWithKey) return uncut;
  const blocks = stages.entries.map(({ key, value }, index): [Scalar, Block] => {
    const start = starts[index] ?? 0;
    const limit = cuts[index + 1] ?? end;
    const isAlias = value.range.start < key.range.end || value.range.end > limit;
    const blockEnd = isAlias ? limit : lineEnd(text, value.range.end);
    const own = text.slice(start, blockEnd);
    const isShared = isAlias || /[:-]\s+&\S/.test(own);
    return [key.value, { text: own, gap: text.slice(blockEnd, limit), isShared }];
  });
  const [start = 0] = starts;
  return {
    head: text.slice(0, start),
    blocks: new Map(blocks),
    last: blocks.at(-1)?.[0],
    indent: first.key.range.start - start,
    tail: text.slice(end),
  };
}

function textOf({ head, blocks, tail }: Parts): string {
  let text = head;
  for (const block of blocks.values()) text += block.text + block.gap;
  return text + tail;
}

/** Replaces or adds one entry in its place; false where the file does not have entries to go by. */
function putEntry(parts: Parts, name: string, printed: string): boolean {
  const { blocks, indent } = parts;
  const old = blocks.get(name);
  const last = parts.last === undefined ? undefined : blocks.get(parts.last);
  if (parts.last === undefined || !last || old?.isShared === true) return false;
  if (!old) {
    blocks.set(parts.last, { ...last, text: withLineEnd(last.text) });
    parts.last = name;
  }
  blocks.set(name, { text: indented(printed, indent), gap: old?.gap ?? "", isShared: false });
  return true;
}

/** The file anew with one entry changed, for one without entries, in JSON's style or with anchors. */
function rewrite(file: string, parts: Parts, name: string, value: Mapping): Document {
  const before = parseYaml(file, textOf(parts));
  return parseYaml(file, withEntry(before, name, value));
}

function withEntry({ text, root }: Document, name: string, value: Mapping): string {
  const printed = printYaml(new Map([[name, value]]), 2);
  if (root?.kind !== "map") return withLineEnd(text) + withHead(printed);
  if (childOf(root, "stages") || isFlow(text, root)) return rewritten(root, name, value);
  return `${withLineEnd(text)}stages:\n${indented(printed, 2)}`;
}

/** The whole file printed from its values. Comments are lost. */
function rewritten(root: MapNode, name: string, value: Mapping): string {
  const file = new Map<Scalar, Value>(root.entries.map((entry) => [entry.key.value, toValue(entry.value)]));
  const stages = file.get("stages");
  file.set("stages", new Map([...(isMapping(stages) ? stages : []), [name, value]]));
  return printYaml(file, 0);
}

function keepStorage(entry: LockEntry, before: LockEntry | undefined): LockEntry {
  const keep = (items: readonly LockItem[], earlier: readonly LockItem[] | undefined): LockItem[] =>
    items.map((item) => {
      const same = earlier?.find(
        (old) => old.path === item.path && old.md5 === item.md5 && old.md5 !== undefined,
      );
      return same?.other && !item.other ? { ...item, other: same.other } : item;
    });
  return { ...entry, deps: keep(entry.deps, before?.deps), outs: keep(entry.outs, before?.outs) };
}

function isBlank(text: string, start: number | undefined, end: number): boolean {
  return text.slice(start, end).trim() === "";
}

function isFlow(text: string, node: Node): boolean {
  return text[node.range.start] === "{";
}

function withHead(printedEntry: string): string {
  return `schema: '2.0'\nstages:\n${indented(printedEntry, 2)}`;
}

function indented(block: string, by: number): string {
  return block.replace(/^(?=.)/gm, " ".repeat(by));
}

function withLineEnd(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
