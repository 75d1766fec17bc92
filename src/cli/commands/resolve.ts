import type { Stage } from "#core/pipeline/model";
import { isList, type Value } from "#core/pipeline/value";
import type { Command } from "../command.ts";
import { formatValue } from "../format-value.ts";
import { unknownName } from "../failures.ts";
import { createPositions, dictionary, object, problemDocument } from "../json-shapes.ts";
import type { Output } from "../output.ts";
import { targetFromRoot } from "../project-around.ts";
import { tellProblems } from "../tell-problems.ts";

export const resolve: Command = {
  usage: "[TARGET...]",
  summary: "The pipeline after interpolation and expansion",
  options: {},
  run: async ({ args, output, cwd, project }) => {
    const open = await project();
    const pipeline = await open.pipeline();
    const targets = args.positionals.map((target) => targetFromRoot(open.root, cwd, target));
    const stages =
      targets.length === 0 ? pipeline.stages : targets.flatMap((target) => select(pipeline.stages, target));
    if (output.json) {
      const positions = createPositions(open.root);
      const problems = pipeline.problems.map((problem) => problemDocument(problem, positions));
      output.document(object({ stages: stages.map(stageDocument), problems }));
    } else {
      for (const stage of stages) printStage(stage, output);
      tellProblems(pipeline.problems, open.root, output);
    }
    return pipeline.problems.some(({ severity }) => severity === "error") ? 1 : 0;
  },
};

/** The stages that a target names: an address, a group of generated stages, or a dvc.yaml. */
function select(stages: readonly Stage[], target: string): readonly Stage[] {
  const found = stages.filter(
    ({ address, file }) => address === target || file === target || address.startsWith(`${target}@`),
  );
  if (found.length > 0) return found;
  const names = stages.map(({ address }) => address);
  throw unknownName(
    { kind: "target-unknown", noun: "stage" },
    target,
    names,
    "`trainyard resolve` lists all",
  );
}

function printStage(stage: Stage, output: Output): void {
  output.line(output.paint("bold", stage.address));
  const lines = isList(stage.cmd) ? stage.cmd : [stage.cmd];
  for (const line of lines) output.line(`  cmd    ${formatValue(line)}`);
  if (stage.wdir !== ".") output.line(`  wdir   ${stage.wdir}`);
  for (const { path } of stage.deps) output.line(`  dep    ${path}`);
  for (const { path, keys } of stage.params) {
    output.line(`  param  ${path}${keys === undefined ? "" : `: ${keys.map(({ key }) => key).join(", ")}`}`);
  }
  for (const { path, kind } of stage.outs) output.line(`  ${kind.padEnd(7)}${path}`);
}

/** Paths are repository-relative, as everywhere in our JSON. */
function stageDocument(stage: Stage): Value {
  return object({
    address: stage.address,
    name: stage.name,
    file: stage.file,
    wdir: stage.wdir,
    cmd: stage.cmd,
    deps: stage.deps.map(({ path }) => path),
    params: dictionary(
      stage.params.map(({ path, keys }) => [path, keys] as const),
      (keys) => (keys === undefined ? null : keys.map(({ key }) => key)),
    ),
    outs: stage.outs.map(({ path, cache, persist, push, kind }) =>
      object({ path, cache, persist, push, kind }),
    ),
    frozen: stage.frozen,
    always_changed: stage.alwaysChanged,
    desc: stage.desc ?? null,
    meta: stage.meta ?? null,
  });
}
