import { readBlockYaml } from "../yaml/block-yaml.ts";
import type { LockEntry, LockItem } from "./lock-model.ts";
import { resolvePlain } from "../yaml/scalar-resolution.ts";
import { toValue } from "../to-value.ts";
import { isMapping } from "../value.ts";
import type { Mapping } from "../value.ts";

/** An entry of a dvc.lock in which every line has the form that DVC gives it where nothing needs quotes. */
interface QuickEntry {
  readonly name: string;
  readonly entry: LockEntry;
}

/**
 * Reads entries of that form, which nearly all have: of the lock of a thousand stages of a `foreach`, a tree with the place of
 * every key would take a good part of the time of a status.
 */
export interface QuickReader {
  /** Behind the last entry that was read, or where reading of one was given up. */
  readonly at: () => number;
  readonly moveTo: (at: number) => void;
  /** Whether a name stands here, as an entry of that form begins. */
  readonly isAtName: () => boolean;
  /** The entry that begins here; undefined for one in another form, right or wrong. */
  readonly read: () => QuickEntry | undefined;
}

/** A reader behind the first lines of a dvc.lock, or at some place of one; undefined where there are no such lines. */
export function quickReader(text: string, at?: number): QuickReader | undefined {
  const scan: Scan = { text, at: at ?? 0, patterns: makePatterns() };
  if (at === undefined && !take(scan, "head")) return undefined;
  return {
    at: () => scan.at,
    moveTo: (place) => void (scan.at = place),
    isAtName: () => {
      scan.patterns.name.lastIndex = scan.at;
      return scan.patterns.name.test(text);
    },
    read: () => {
      const name = plainText(take(scan, "name")?.[1]);
      const entry = name === undefined ? undefined : readEntry(scan);
      return name === undefined || entry === undefined ? undefined : { name, entry };
    },
  };
}

/** As one literal each, made once a reading: they hold where they matched last. */
function makePatterns(): Patterns {
  return {
    head: /schema: '2\.0'\r?\nstages:\r?\n/y,
    name: / {2}([A-Za-z_][\w./@-]*):\n/y,
    cmd: / {4}cmd: ([^\n]+(?:\n {6}[^\n]+)*)\n/y,
    deps: / {4}deps:\n/y,
    params: / {4}params:\n((?: {6}[^\n]*\n)+)/y,
    outs: / {4}outs:\n/y,
    item: / {4}- path: ([^\n]+)\n(?: {6}hash: (md5)\n)? {6}md5: ([0-9a-f]{32}(?:\.dir)?)\n {6}size: (\d+)\n(?: {6}nfiles: (\d+)\n)?(?: {6}isexec: (true)\n)?/y,
  };
}

type Patterns = Readonly<Record<"head" | "name" | "cmd" | "deps" | "params" | "outs" | "item", RegExp>>;

/** Where the reader stands in a text that it takes apart from front to back. */
interface Scan {
  readonly text: string;
  at: number;
  readonly patterns: Patterns;
}

function readEntry(scan: Scan): LockEntry | undefined {
  const cmd = plainLines(take(scan, "cmd")?.[1]);
  const deps = take(scan, "deps") ? readItems(scan) : [];
  const params = readParams(take(scan, "params")?.[1]);
  const outs = take(scan, "outs") ? readItems(scan) : [];
  return cmd !== undefined && deps && params && outs ? { cmd, deps, params, outs } : undefined;
}

/** The items of a list; undefined where one of them is none that we know, or none follows. */
function readItems(scan: Scan): LockItem[] | undefined {
  const items: LockItem[] = [];
  for (let found = take(scan, "item"); found; found = take(scan, "item")) {
    const path = plainText(found[1]);
    const md5 = plainText(found[3]);
    if (path === undefined || md5 === undefined) return undefined;
    const item: { -readonly [Key in keyof LockItem]: LockItem[Key] } = {
      path,
      md5,
      size: BigInt(found[4] ?? ""),
    };
    if (found[2] !== undefined) item.hash = found[2];
    if (found[5] !== undefined) item.nfiles = BigInt(found[5]);
    if (found[6] !== undefined) item.isexec = true;
    items.push(item);
  }
  return items.length > 0 ? items : undefined;
}

function readParams(block: string | undefined): ReadonlyMap<string, Mapping> | undefined {
  const params = new Map<string, Mapping>();
  if (block === undefined) return params;
  const root = readBlockYaml(block)?.root;
  if (root?.kind !== "map") return undefined;
  for (const { key, value } of root.entries) {
    const values = toValue(value);
    if (typeof key.value !== "string" || !isMapping(values)) return undefined;
    if (![...values.keys()].every((name) => typeof name === "string")) return undefined;
    params.set(key.value, values);
  }
  return params;
}

function take(scan: Scan, name: keyof Patterns): RegExpExecArray | null {
  const pattern = scan.patterns[name];
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text);
  if (found !== null) scan.at = pattern.lastIndex;
  return found;
}

/** Text that YAML takes as it is, without quotes, on one line. */
function plainText(text: string | undefined): string | undefined {
  if (text === undefined || !/^[A-Za-z0-9_./$][^]*[^ :]$|^[A-Za-z_]$/.test(text)) return undefined;
  return / #|: /.test(text) || resolvePlain(text) !== text ? undefined : text;
}

/** The same of text that was folded at blanks. */
function plainLines(text: string | undefined): string | undefined {
  if (text === undefined || !text.includes("\n")) return plainText(text);
  const lines = text.split("\n").map((line) => line.replace(/^ +| +$/g, ""));
  return lines.some((line) => line === "" || line.startsWith("#") || line.endsWith(":"))
    ? undefined
    : plainText(lines.join(" "));
}
