import { removeListItem } from "../edit/remove-list-item.ts";
import { rangeOfEntry } from "../edit/remove-entry.ts";
import { childOf, entriesOf, itemsOf } from "../map-entries.ts";
import type { Document, Entry, MapNode, Node } from "../node.ts";
import type { Problem, Range } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";

/**
 * `dvc/vars-unused`: a variable that dvc.yaml itself defines and that no `${}` in its reach names. Of a file that `vars`
 * loads nothing is said: other tools may read it, too.
 */
export function findUnusedVars(document: Document): Problem[] {
  const { root, problems } = document;
  if (problems.some(({ severity }) => severity === "error")) return [];
  const stages = entriesOf(childOf(root, "stages")).map(({ value }) => childOf(value, "do") ?? value);
  const scopes = [root, ...stages].filter((scope) => itemsOf(childOf(scope, "vars")).length > 0);
  return scopes.flatMap((scope) => unusedIn(scope, document));
}

function unusedIn(scope: Node | undefined, document: Document): Problem[] {
  if (scope?.kind !== "map") return [];
  const { text } = document;
  const used = rootsIn(text, scope.range);
  return itemsOf(childOf(scope, "vars")).flatMap((item) => {
    // What an alias or a merge key brings stands elsewhere, where it may be used.
    if (item.kind !== "map") return [];
    const own = item.entries.filter(
      ({ key }) => key.range.start >= item.range.start && key.range.end <= item.range.end,
    );
    const unused = own.filter(({ key }) => !used.has(pythonText(key.value)) && typeof key.value === "string");
    return unused.map((entry) => problemOf(entry, item, document, text));
  });
}

function problemOf(entry: Entry, item: MapNode, document: Document, text: string): Problem {
  const name = pythonText(entry.key.value);
  const whole = item.entries.length === 1 ? removeListItem(document, item.range) : undefined;
  const change = whole ?? { file: document.file, range: rangeOfFirst(text, entry, item), newText: "" };
  return {
    code: "dvc/vars-unused",
    severity: "hint",
    file: document.file,
    range: entry.key.range,
    message: `No '\${}' uses the variable '${name}'.`,
    fixes: [{ title: `Remove '${name}'`, changes: [change] }],
  };
}

/** The first key of an item shares its line with the dash, which the next key takes over. */
function rangeOfFirst(text: string, entry: Entry, { entries }: MapNode): Range {
  const next = entries[entries.indexOf(entry) + 1];
  const isBlock =
    entries[0] === entry &&
    next !== undefined &&
    /^[^,]*\n/.test(text.slice(entry.value.range.end, next.key.range.start));
  return isBlock ? { start: entry.key.range.start, end: next.key.range.start } : rangeOfEntry(text, entry);
}

/**
 * The first names of all expressions in a part of a text. The text says them as well as the tree does and is read in a
 * moment; a name in a comment counts, too, which does no harm.
 */
function rootsIn(text: string, { start, end }: Range): ReadonlySet<string> {
  const part = text.slice(start, end);
  return new Set(Array.from(part.matchAll(/\$\{([^.[\]}\n]+)/g), ([, name = ""]) => name.trim()));
}
