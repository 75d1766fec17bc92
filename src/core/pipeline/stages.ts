import { expandDefinition, type StageTemplate } from "./expand.ts";
import { type FileContext, report } from "./file-context.ts";
import { type Field, interpolate, type Interpolation } from "./templating/interpolate.ts";
import { childOf, flagOf, itemsOf, textOf } from "./map-entries.ts";
import type { Output, PathReference, Stage, VariableUse } from "./model.ts";
import type { Entry, MapNode, Node } from "./node.ts";
import { readOutputs } from "./outputs.ts";
import { resolvePath } from "./repository-path.ts";
import type { Scope } from "./templating/scope.ts";
import { readParams } from "./stage-params.ts";
import { readPath, type StageFolder } from "./stage-paths.ts";
import { toValue } from "./to-value.ts";
import { extendScope } from "./templating/variables.ts";

/**
 * The stages that one entry of `stages` defines, expanded and resolved. A stage that DVC could not resolve is reported and
 * left out, so that nothing is run or judged by half of its definition.
 */
export function readStages(definition: Entry, scope: Scope, context: FileContext): Stage[] {
  return expandDefinition(definition, scope, context).flatMap((template) => {
    const stage = resolveStage(template, definition, context);
    return stage === undefined ? [] : [stage];
  });
}

function resolveStage(template: StageTemplate, definition: Entry, context: FileContext): Stage | undefined {
  const uses: VariableUse[] = [];
  const folder = stageFolder(template, context, uses);
  if (folder === undefined) return undefined;
  const vars = childOf(template.body, "vars");
  const scope = vars === undefined ? template.scope : extendScope(template.scope, vars, folder, context);
  const interpolation: Interpolation = { context, scope, failed: false, uses };
  const body = interpolateFields(template.body, interpolation);
  const cmd = childOf(body, "cmd");
  if (cmd === undefined || isAbsent(cmd, template)) return undefined;
  const stage = stageOf(template, definition, { body, cmd, folder, uses }, context);
  const areVarsRefused = scope.refused && !template.scope.refused;
  return interpolation.failed || areVarsRefused ? undefined : stage;
}

function isAbsent(cmd: Node, { body }: StageTemplate): boolean {
  const written = childOf(body, "cmd");
  return cmd === written && cmd.kind === "scalar" && cmd.value === null;
}

/** The folder that a stage runs in, from the variables of the whole file: its own `vars` are relative to it. */
function stageFolder(
  { body, scope }: StageTemplate,
  context: FileContext,
  uses: VariableUse[],
): string | undefined {
  const written = childOf(body, "wdir");
  if (written === undefined) return context.folder;
  const interpolation: Interpolation = { context, scope, failed: false, uses };
  const wdir = interpolate(written, "other", interpolation);
  if (interpolation.failed) return undefined;
  const text = textOf(wdir);
  if (text !== undefined) return resolvePath(context.folder, text);
  if (wdir !== written) {
    report(context, { code: "dvc/expected-string", message: "'wdir' must be text.", range: written.range });
  }
  return undefined;
}

/** All fields but flags and `vars`, which take no expressions, and `wdir`, which is resolved before them. */
function interpolateFields(body: MapNode, interpolation: Interpolation): MapNode {
  const entries: Entry[] = [];
  for (const entry of body.entries) {
    const name = entry.key.value;
    if (name === "vars" || name === "wdir") continue;
    const isFlag = name === "frozen" || name === "always_changed";
    const field: Field = name === "cmd" ? "cmd" : "other";
    const value = isFlag ? entry.value : interpolate(entry.value, field, interpolation);
    entries.push(value === entry.value ? entry : { key: entry.key, value });
  }
  return { kind: "map", entries, range: body.range };
}

interface Resolved {
  readonly body: MapNode;
  readonly cmd: Node;
  readonly folder: string;
  readonly uses: readonly VariableUse[];
}

function stageOf(
  template: StageTemplate,
  definition: Entry,
  { body, cmd, folder, uses }: Resolved,
  context: FileContext,
): Stage {
  const { name, expansion } = template;
  const desc = childOf(body, "desc");
  const meta = childOf(body, "meta");
  const at: StageFolder = { folder, context };
  const isRefused = cmd.kind === "scalar" && cmd === childOf(template.body, "cmd");
  if (!isRefused) warnOfCommand(cmd, context);
  const stage: Stage = {
    address: context.folder === "." ? name : `${context.file}:${name}`,
    name,
    file: context.file,
    range: definition.key.range,
    wdir: folder,
    cmd: toValue(cmd),
    cmdRange: cmd.range,
    deps: stageDependencies(body, at),
    params: readParams(childOf(body, "params"), at),
    outs: stageOutputs(body, at),
    frozen: flagOf(childOf(body, "frozen")) ?? false,
    alwaysChanged: flagOf(childOf(body, "always_changed")) ?? false,
  };
  // Most stages have none of these, and there may be thousands: to copy each would double what they cost.
  return Object.assign(
    stage,
    expansion !== undefined && { expansion },
    desc !== undefined && { desc: toValue(desc) },
    meta !== undefined && { meta: toValue(meta) },
    uses.length > 0 && { variables: uses },
  );
}

function stageDependencies(body: MapNode, at: StageFolder): PathReference[] {
  const found: PathReference[] = [];
  for (const node of itemsOf(childOf(body, "deps"))) {
    const path = readPath(node, "dependency", at);
    if (path !== undefined) found.push(path);
  }
  return found;
}

function stageOutputs(body: MapNode, at: StageFolder): Output[] {
  const found = readOutputs(childOf(body, "outs"), "out", at);
  for (const output of readOutputs(childOf(body, "metrics"), "metric", at)) found.push(output);
  for (const output of readOutputs(childOf(body, "plots"), "plot", at)) found.push(output);
  return found;
}

/** DVC loads a command that is no text and breaks down when it runs it. */
function warnOfCommand(cmd: Node, context: FileContext): void {
  const commands = cmd.kind === "list" ? cmd.items : [cmd];
  for (const command of commands) {
    if (command.kind === "scalar" && typeof command.value === "string") continue;
    if (context.problems.some(({ range }) => range.start === command.range.start)) continue;
    const message = "A command must be text: DVC fails to run anything else.";
    report(context, { code: "dvc/cmd-not-text", message, range: command.range, severity: "warning" });
  }
}
