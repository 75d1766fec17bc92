import { type FileContext, report } from "./file-context.ts";
import { childOf, entriesOf, flagOf, itemsOf, textOf } from "./map-entries.ts";
import type { Output, OutputKind, PathReference, PlotProperties } from "./model.ts";
import type { Node, ScalarNode } from "./node.ts";
import { pythonText } from "./python-text.ts";
import { resolvePath } from "./repository-path.ts";
import { toValue } from "./to-value.ts";
import type { Value } from "./value.ts";

/** The outputs of one section of a stage. A path that is listed twice is one output with the flags of both. */
export function readOutputs(section: Node | undefined, kind: OutputKind, at: StageFolder): Output[] {
  const flagsByText = new Map<string, { readonly path: PathReference; readonly flags: Node[] }>();
  const add = (node: ScalarNode, flags: Node | undefined): void => {
    const path = readPath(node, "output", at);
    if (path === undefined) return;
    const known = flagsByText.get(path.text) ?? { path, flags: [] };
    if (flags !== undefined) known.flags.push(flags);
    flagsByText.set(path.text, known);
  };
  for (const item of itemsOf(section)) {
    if (item.kind === "scalar") add(item, undefined);
    for (const { key, value } of entriesOf(item)) add(key, value);
  }
  return [...flagsByText.values()].map(({ path, flags }) => outputOf(path, kind, flags));
}

/** What the paths of a stage are relative to, repository-relative itself, and where mistakes in them are told. */
export interface StageFolder {
  readonly folder: string;
  readonly context: FileContext;
}

/** A path that a stage names, or undefined with a problem where DVC takes none. */
export function readPath(
  node: Node,
  what: "dependency" | "output",
  { folder, context }: StageFolder,
): PathReference | undefined {
  if (node.kind !== "scalar") return undefined;
  const { value, range } = node;
  if (typeof value !== "string" || (value === "" && what === "dependency")) {
    const shown = value === "" ? "empty text" : typeof value === "object" ? "empty" : pythonText(value);
    report(context, {
      code: "dvc/expected-string",
      message: `A path must be text: this is ${shown}.`,
      range,
    });
    return undefined;
  }
  const path = resolvePath(folder, value);
  const refusal = refusalOf(path, what, context);
  if (refusal === undefined) return { text: value, path, range };
  report(context, { code: refusal.code, message: `'${value}' ${refusal.why}`, range });
  return undefined;
}

/** Why DVC takes no such path: the rest of a sentence that begins with the path. */
function refusalOf(
  path: string,
  what: "dependency" | "output",
  { hasRemote }: FileContext,
): { readonly code: string; readonly why: string } | undefined {
  if (/(?:^|\/)dvc\.yaml$|\.dvc$/.test(path)) {
    const why = `is a file of DVC's own: it cannot be ${what === "output" ? "an output" : "a dependency"}.`;
    return { code: `dvc/${what}-is-dvcfile`, why };
  }
  const remote = /^remote:\/\/([^/]*)/.exec(path)?.[1];
  if (remote === undefined || hasRemote === undefined || hasRemote(remote)) return undefined;
  return { code: "dvc/unknown-remote", why: `needs the remote '${remote}', which is not in DVC's settings.` };
}

/** What DVC takes of an output that is a path and nothing more. */
const unflagged = { cache: true, persist: false, push: true };

function outputOf(path: PathReference, kind: OutputKind, flags: readonly Node[]): Output {
  if (flags.length === 0) return { ...path, ...unflagged, kind, ...(kind === "plot" && { plot: {} }) };
  const find = (key: string): Node | undefined => flags.findLast((node) => childOf(node, key) !== undefined);
  const text = (key: string): string | undefined => textOf(childOf(find(key), key));
  const flag = (key: string): boolean | undefined => flagOf(childOf(find(key), key));
  const labels = childOf(find("labels"), "labels");
  const meta: Value | undefined = find("meta") && toValue(childOf(find("meta"), "meta"));
  return {
    ...path,
    kind,
    cache: flag("cache") ?? unflagged.cache,
    persist: flag("persist") ?? unflagged.persist,
    push: flag("push") ?? unflagged.push,
    ...defined({ remote: text("remote"), desc: text("desc"), type: text("type") }),
    ...(labels !== undefined && { labels: textsOf(labels) }),
    ...(meta !== undefined && { meta }),
    ...(kind === "plot" && { plot: plotProperties(text, flag("header")) }),
  };
}

/** The properties that a plot output and a top-level plot have in common. */
export function plotProperties(
  text: (key: string) => string | undefined,
  header: boolean | undefined,
): PlotProperties {
  return {
    ...defined({ template: text("template"), x: text("x"), y: text("y"), title: text("title") }),
    ...defined({ xLabel: text("x_label"), yLabel: text("y_label") }),
    ...(header !== undefined && { header }),
  };
}

/** The texts of a list. */
export function textsOf(node: Node | undefined): string[] {
  return itemsOf(node).flatMap((item) => textOf(item) ?? []);
}

/** The same texts without the keys that have none. */
export function defined<K extends string>(
  texts: Readonly<Record<K, string | undefined>>,
): { readonly [Key in K]?: string } {
  const found: { [Key in K]?: string } = {};
  for (const key in texts) {
    const text = texts[key];
    if (text !== undefined) found[key] = text;
  }
  return found;
}
