import { closest } from "./did-you-mean.ts";
import { moveEntries } from "./edit/move-entries.ts";
import { type FileContext, report } from "./file-context.ts";
import { childOf } from "./map-entries.ts";
import type { Entry, MapNode } from "./node.ts";
import type { Fix, Range } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";
import { type KeyRule, ruleAt } from "./schema.ts";
import { removeEntry, removeEntryOf } from "./shape-fixes.ts";
import type { Scalar } from "./value.ts";

/** A mapping whose keys DVC defines, and one of its keys that is not among them. */
export interface UnknownKey {
  readonly entry: Entry;
  readonly node: MapNode;
  readonly rules: ReadonlyMap<string, KeyRule>;
  readonly present: ReadonlySet<Scalar>;
  /** What the mapping is, for messages, and the key that names it. */
  readonly subject: { readonly words: string; readonly range: Range };
}

/** Reports the key, and gives the one that was probably meant. */
export function reportUnknownKey(unknown: UnknownKey, context: FileContext): string | undefined {
  const { entry, node, rules, present, subject } = unknown;
  const { range } = entry.key;
  const name = pythonText(entry.key.value);
  if (rules.has("foreach") && ruleAt(["stages", "", name]) !== undefined) {
    reportSibling(unknown, context);
    return undefined;
  }
  const meant = closest(
    name,
    [...rules.keys()].filter((key) => !present.has(key)),
  );
  const hint = meant === undefined ? retiredHint(name) : ` Did you mean '${meant}'?`;
  const rename: Fix[] =
    meant === undefined
      ? []
      : [
          {
            title: `Change to '${meant}'`,
            changes: [{ file: context.file, range, newText: meant }],
            preferred: true,
          },
        ];
  const fixes = [
    ...rename,
    ...moving(unknown, "meta", context),
    removeEntryOf(subject.range, node, entry, context),
  ];
  const written = context.text.slice(range.start, range.end);
  report(context, {
    code: "dvc/unknown-key",
    message: `Unknown key '${written}' in ${subject.words}.${hint}`,
    range,
    fixes,
  });
  return meant;
}

/** What to write for keys that older versions of DVC had, and for options of its command line that are no keys. */
function retiredHint(name: string): string {
  if (name === "live") return " DVC 3 has none: list what DVCLive writes under 'metrics' and 'plots'.";
  const [, section, isPersistent] =
    /^(outs|metrics|plots)(?:_no_cache|(_persist)(?:_no_cache)?)$/.exec(name) ?? [];
  if (section === undefined) return "";
  const flags = [
    ...(isPersistent ? ["'persist: true'"] : []),
    ...(name.endsWith("_no_cache") ? ["'cache: false'"] : []),
  ];
  return ` It is written under '${section}', with ${flags.join(" and ")} below the path.`;
}

/** A key of a stage that stands beside 'foreach': it belongs to the stages that are made. */
function reportSibling(unknown: UnknownKey, context: FileContext): void {
  const { entry, subject } = unknown;
  const { words } = subject;
  const { range } = entry.key;
  const name = pythonText(entry.key.value);
  if (name === "matrix") {
    const message = `${upperFirst(words)} has 'foreach' and 'matrix': DVC takes only one of them.`;
    const fixes = [removeEntry(entry, context)];
    report(context, { code: "dvc/foreach-with-matrix", message, range, fixes });
    return;
  }
  const message = `'${name}' belongs inside 'do' of ${words}: only 'foreach' and 'do' stand here.`;
  const fixes = moving(unknown, "do", context);
  report(context, { code: "dvc/foreach-sibling-key", message, range, fixes });
}

/** The fix that moves the key into the mapping under another one, which is made where it is missing. */
function moving({ entry, node, rules }: UnknownKey, key: string, { file, text }: FileContext): Fix[] {
  if (!rules.has(key)) return [];
  const changes = moveEntries({ file, text, entries: [entry], key, target: childOf(node, key) });
  return changes === undefined ? [] : [{ title: `Move it into '${key}'`, changes }];
}

function upperFirst(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
