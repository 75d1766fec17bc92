import { closest } from "./did-you-mean.ts";
import { report } from "./file-context.ts";
import { childOf, entriesOf, flagOf, itemsOf, textOf, textsOf } from "./map-entries.ts";
import type { Output, OutputKind, PathReference, PlotProperties } from "./model.ts";
import type { Node, ScalarNode } from "./node.ts";
import { readPath, type StageFolder } from "./stage-paths.ts";
import { toValue } from "./to-value.ts";
import type { Value } from "./value.ts";

/** The outputs of one section of a stage. A path that is listed twice is one output with the flags of both. */
export function readOutputs(section: Node | undefined, kind: OutputKind, at: StageFolder): Output[] {
  if (section === undefined) return [];
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
  return [...flagsByText.values()].map(({ path, flags }) => {
    for (const node of flags) warnOfRemote(childOf(node, "remote"), at);
    return outputOf(path, kind, flags);
  });
}

/** DVC looks a remote up only when it pushes or pulls. Names do not tell capital letters from small ones. */
function warnOfRemote(node: Node | undefined, { context }: StageFolder): void {
  const name = textOf(node);
  const { hasRemote, remoteNames, file } = context;
  if (node === undefined || name === undefined || hasRemote === undefined || hasRemote(name)) return;
  const near = closest(name, remoteNames?.() ?? []);
  const hint = near === undefined ? "" : ` Did you mean '${near}'?`;
  const changes = [{ file, range: node.range, newText: near ?? "" }];
  report(context, {
    code: "dvc/unknown-remote",
    message: `There is no remote '${name}' in DVC's settings.${hint}`,
    range: node.range,
    severity: "warning",
    fixes: near === undefined ? [] : [{ title: `Change to '${near}'`, changes, preferred: true }],
  });
}

/** What DVC takes of an output that is a path and nothing more. */
const unflagged = { cache: true, persist: false, push: true };

/** Nearly all outputs are of this kind, and a pipeline may have thousands. */
function plainOutput({ text, path, range }: PathReference, kind: OutputKind): Output {
  const { cache, persist, push } = unflagged;
  const output = { text, path, range, cache, persist, push, kind };
  return kind === "plot" ? { ...output, plot: {} } : output;
}

function outputOf(path: PathReference, kind: OutputKind, flags: readonly Node[]): Output {
  if (flags.length === 0) return plainOutput(path, kind);
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
