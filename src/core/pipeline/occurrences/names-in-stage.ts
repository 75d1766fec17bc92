import { childOf, entriesOf, itemsOf, textOf } from "../map-entries.ts";
import type { PathReference, Stage } from "../model.ts";
import type { Entry, Node, ScalarNode } from "../node.ts";
import type { PipelineFile } from "../model.ts";
import { pythonText } from "../python/python-text.ts";
import { folderOf, resolvePath } from "../repository-path.ts";
import { addCommandWords } from "./command-words.ts";
import { addName, type Collector, wants, wantsEntry } from "./collector.ts";
import { addDottedName } from "./dotted-name.ts";
import { addExpressions, type LocalNames } from "./expression-names.ts";
import type { Named, Role } from "./occurrence.ts";
import { addPath, type PathSense } from "./path-name.ts";
import { collectVariableList, namesInList } from "./variable-list.ts";

/** One definition of a dvc.yaml with the stages that are made of it. */
interface Definition {
  readonly file: PipelineFile;
  readonly name: string;
  readonly stages: readonly Stage[];
  /** The folder of the stage; undefined where each stage of a group has its own. */
  readonly folder: string | undefined;
}

/** Adds what a stage or group of stages names, and its own name. */
export function collectStage(
  collector: Collector,
  { key, value }: Entry,
  file: PipelineFile,
  stages: readonly Stage[],
): void {
  const name = pythonText(key.value);
  addName(collector, key, { named: { kind: "stage", file: file.path, name }, role: "definition" });
  if (!wants(collector, value.range)) return;
  const body = childOf(value, "do") ?? value;
  const definition = { file, name, stages, folder: folderOfStage(file.path, body, stages) };
  const locals = localNames(collector, definition, value, body);
  addAxes(collector, definition, value);
  for (const entry of entriesOf(value)) {
    if (entry.key.value === "vars" || entry.key.value === "do" || !wantsEntry(collector, entry)) continue;
    addExpressions(collector, entry.value, file.variables, locals);
  }
  for (const entry of entriesOf(body)) {
    if (!wantsEntry(collector, entry)) continue;
    if (body !== value && entry.key.value !== "vars") {
      addExpressions(collector, entry.value, file.variables, locals);
    }
    collectSection(collector, entry, definition);
  }
}

function folderOfStage(file: string, body: Node, stages: readonly Stage[]): string | undefined {
  const wdir = textOf(childOf(body, "wdir"));
  if (wdir === undefined || !wdir.includes("${")) return resolvePath(folderOf(file), wdir ?? ".");
  const folders = new Set(stages.map((stage) => stage.wdir));
  return folders.size === 1 ? stages[0]?.wdir : undefined;
}

function localNames(collector: Collector, definition: Definition, value: Node, body: Node): LocalNames {
  const names = new Map<string, (path: readonly string[]) => Named>();
  const local = localOf(definition);
  if (childOf(value, "foreach") ?? childOf(value, "matrix")) names.set("item", local).set("key", local);
  const vars = childOf(body, "vars");
  if (vars === undefined || definition.folder === undefined) return names;
  const keysOf = (file: string): readonly string[] =>
    entriesOf(collector.world.document(file)?.root).map(({ key }) => pythonText(key.value));
  const { inline, imported } = namesInList(vars, definition.folder, keysOf);
  for (const name of inline) names.set(name, local);
  for (const [name, file] of imported) names.set(name, (path) => ({ kind: "parameter", file, path }));
  return names;
}

function localOf({ file, name }: Definition): (path: readonly string[]) => Named {
  return (path) => ({ kind: "local", file: file.path, stage: name, path });
}

/** An axis of a matrix defines `item.axis`; `foreach` itself defines `item`. */
function addAxes(collector: Collector, definition: Definition, value: Node): void {
  const local = localOf(definition);
  for (const entry of entriesOf(value)) {
    if (entry.key.value !== "matrix" && entry.key.value !== "foreach") continue;
    addName(collector, entry.key, { named: local(["item"]), role: "definition" });
    if (entry.key.value === "foreach") continue;
    for (const { key } of entriesOf(entry.value)) {
      addName(collector, key, { named: local(["item", pythonText(key.value)]), role: "definition" });
    }
  }
}

const outputSections = new Set(["outs", "metrics", "plots"]);

function collectSection(collector: Collector, { key, value }: Entry, definition: Definition): void {
  const { folder, stages } = definition;
  if (key.value === "wdir") {
    const resolved = () => stages.map(({ wdir }) => wdir);
    addPath(collector, value, { role: "use", folder: folderOf(definition.file.path), resolved });
  } else if (key.value === "vars") {
    collectVariableList(collector, value, folder, localOf(definition));
  } else if (key.value === "deps") {
    const sense = senseOf(definition, "use", ({ deps }) => deps);
    for (const item of itemsOf(value)) if (wants(collector, item.range)) addPath(collector, item, sense);
  } else if (key.value === "params") {
    for (const item of itemsOf(value)) collectParameters(collector, item, definition);
  } else if (key.value === "cmd") {
    addCommandWords(collector, value, stages, folder);
  } else if (typeof key.value === "string" && outputSections.has(key.value)) {
    const sense = senseOf(definition, "definition", ({ outs }) => outs);
    for (const item of itemsOf(value)) {
      if (!wants(collector, item.range)) continue;
      addPath(collector, item, sense);
      for (const output of entriesOf(item)) addPath(collector, output.key, sense);
    }
  }
}

function senseOf(
  { folder, stages }: Definition,
  role: Role,
  references: (stage: Stage) => readonly PathReference[],
): PathSense {
  const resolved = ({ range }: ScalarNode) =>
    stages.flatMap((stage) =>
      references(stage)
        .filter((reference) => reference.range.start === range.start)
        .map(({ path }) => path),
    );
  return { role, folder, resolved };
}

function collectParameters(collector: Collector, item: Node, definition: Definition): void {
  const { folder } = definition;
  if (folder === undefined || !wants(collector, item.range)) return;
  const addKey = (node: Node, path: string): void => {
    const file = resolvePath(folder, path);
    const isTemplate = node.kind !== "scalar" || pythonText(node.value).includes("${");
    if (!isTemplate)
      addDottedName(collector, node, "use", (keys) => ({ kind: "parameter", file, path: keys }));
  };
  if (item.kind === "scalar") addKey(item, "params.yaml");
  for (const { key, value } of entriesOf(item)) {
    addPath(
      collector,
      key,
      senseOf(definition, "use", ({ params }) => params),
    );
    const path = textOf(key);
    if (path !== undefined) for (const node of itemsOf(value)) addKey(node, path || "params.yaml");
  }
}
