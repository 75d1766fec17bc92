import type { CodeLens, Command, Location } from "vscode-languageserver-types";
import { childOf } from "#core/pipeline/map-entries";
import type { Stage } from "#core/pipeline/model";
import { definitionsOf, type StageDefinition } from "#core/pipeline/stage-definitions";
import { type RecordedWorld, recordedReasons } from "#core/pipeline/status/recorded-reasons";
import type { Reason } from "#core/pipeline/status/status-model";
import { commands, serverCommands } from "#protocol/names";
import type { StageTarget } from "#protocol/stage-target";
import type { Snapshot } from "../workspace/snapshot.ts";
import { lockEntryOf, recordedOutput, valuesOf } from "./lock-facts.ts";
import { type FeatureContext, toLocation, toLspRange } from "./lsp.ts";
import { valueText } from "./parameters.ts";

/** Above each stage: run it, what changed since it ran, who needs it, and how many stages a group makes. */
export function listCodeLenses(context: FeatureContext): CodeLens[] {
  const file = context.snapshot.file(context.path);
  if (file === undefined) return [];
  const consumers = consumersByStage(context.snapshot);
  const world = recordedWorld(context.snapshot);
  return definitionsOf(file).flatMap((definition) => {
    const range = toLspRange(context, context.path, definition.entry.key.range);
    if (definition.stages.length === 0) return nothingLens(definition).map((command) => ({ range, command }));
    const titles = [
      // Without the extension's commands there is nothing that could run.
      ...(context.commands === true ? [runLens(context, definition)] : []),
      stateLens(context, definition, world),
      ...consumersLens(context, definition, consumers),
      ...expansionLens(definition),
    ];
    return titles.map((command) => ({ range, command: forClient(context, command) }));
  });
}

/** While a stage has a mistake it keeps its line above it: else all that is below would jump with every letter of a `${`. */
function nothingLens({ entry: { value } }: StageDefinition): Command[] {
  if (value.kind !== "map") return [];
  const isGroup = childOf(value, "foreach") !== undefined || childOf(value, "matrix") !== undefined;
  return [{ title: isGroup ? "0 stages" : "cannot run", command: "" }];
}

/** Other clients than the extension have none of its commands: they see the words alone. */
function forClient({ commands: hasCommands }: FeatureContext, command: Command): Command {
  return hasCommands === true ? command : { title: command.title, command: "" };
}

function runLens(context: FeatureContext, { target, stages }: StageDefinition): Command {
  const argument: StageTarget = { uri: context.uriOf(context.path), target };
  const title = stages.length > 1 ? "Run all" : "Run";
  return {
    title: `$(play) ${title}`,
    tooltip: `Runs ${target}, and before it what it needs`,
    command: commands.runStage,
    arguments: [argument],
  };
}

function stateLens({ snapshot }: FeatureContext, { stages }: StageDefinition, world: RecordedWorld): Command {
  const states = stages.map((stage) => stateOf(snapshot, stage, world));
  const never = states.filter((state) => state === "never-run").length;
  const reasons = states.flatMap((state) => (typeof state === "string" ? [] : state));
  if (stages.every(({ frozen }) => frozen)) return { title: "frozen", command: "" };
  if (never === stages.length) return { title: "never run", command: "" };
  const [first] = reasons;
  if (first === undefined) {
    return { title: never === 0 ? "recorded" : `${never} of ${stages.length} never run`, command: "" };
  }
  const more = new Set(reasons.map(describe)).size - 1;
  return { title: `stale: ${describe(first)}${more > 0 ? ` and ${more} more` : ""}`, command: "" };
}

function stateOf(snapshot: Snapshot, stage: Stage, world: RecordedWorld): "never-run" | readonly Reason[] {
  const entry = lockEntryOf(snapshot, stage);
  return entry === undefined ? "never-run" : recordedReasons(stage, entry, world);
}

/** Thousands of stages read the same few files of parameters. */
function recordedWorld(snapshot: Snapshot): RecordedWorld {
  const values = new Map<string, ReturnType<typeof valuesOf>>();
  return {
    valuesOf: (path) => {
      if (!values.has(path)) values.set(path, valuesOf(snapshot, path));
      return values.get(path);
    },
    recordedOutput: (path) => recordedOutput(snapshot, path),
  };
}

const longestValue = 30;

/** `train.lr 0.1 → 0.2` */
function describe({ kind, key, leaf, path, change, from, to }: Reason): string {
  if (kind === "cmd") return "the command changed";
  const name = leaf ?? key ?? path ?? "";
  if (from !== undefined && to !== undefined) {
    const values = `${valueText(from)} → ${valueText(to)}`;
    if (values.length <= 2 * longestValue) return `${name} ${values}`;
  }
  if (change === "deleted") return `${name} is missing`;
  return `${name} ${change === "new" ? "is new" : "changed"}`;
}

/** The dependencies on what a definition makes, by its file and key. */
type Consumers = ReadonlyMap<
  string,
  ReadonlyMap<string, { readonly stage: Stage; readonly location: Place }>
>;

interface Place {
  readonly file: string;
  readonly range: { readonly start: number; readonly end: number };
}

function keyOf({ file, range }: Place): string {
  return `${file} ${range.start}`;
}

function consumersByStage(snapshot: Snapshot): Consumers {
  const consumers = new Map<string, Map<string, { stage: Stage; location: Place }>>();
  for (const links of snapshot.links().byStage.values()) {
    for (const { stage, reference, producer } of links) {
      if (stage.address === producer.address) continue;
      const key = keyOf(producer);
      const found = consumers.get(key) ?? new Map<string, { stage: Stage; location: Place }>();
      const location = { file: stage.file, range: reference.range };
      found.set(keyOf(location), { stage, location });
      consumers.set(key, found);
    }
  }
  return consumers;
}

function consumersLens(
  context: FeatureContext,
  { entry, stages }: StageDefinition,
  consumers: Consumers,
): Command[] {
  const found = [...(consumers.get(keyOf({ file: context.path, range: entry.key.range }))?.values() ?? [])];
  if (found.length === 0 && stages.every(({ outs }) => outs.length === 0)) return [];
  const users = new Set(found.map(({ stage }) => keyOf(stage))).size;
  const title = users === 1 ? "1 consumer" : `${users} consumers`;
  if (users === 0) return [{ title, command: "" }];
  const locations = found.map(({ location }): Location => toLocation(context, location.file, location.range));
  const position = toLspRange(context, context.path, entry.key.range).start;
  return [
    {
      title,
      command: serverCommands.showReferences,
      arguments: [context.uriOf(context.path), position, locations],
    },
  ];
}

function expansionLens({ stages }: StageDefinition): Command[] {
  if (stages[0]?.expansion === undefined) return [];
  return [{ title: stages.length === 1 ? "1 stage" : `${stages.length} stages`, command: "" }];
}
