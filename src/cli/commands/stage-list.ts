import { describeStage } from "#core/pipeline/describe-stage";
import { isPipelineFile } from "#core/pipeline/dvc-file-names";
import { findTarget } from "#core/pipeline/graph/find-target";
import type { Stage } from "#core/pipeline/model";
import { isWithin } from "#core/pipeline/repository-path";
import type { Command } from "../command.ts";
import { unknownName } from "../failures.ts";
import { object } from "../json-shapes.ts";
import { targetFromRoot } from "../project-around.ts";
import { formatTable } from "../table.ts";
import { tellProblems } from "../tell-problems.ts";

/** As many letters of a description as DVC shows. */
const longest = 80;

export const stageList: Command = {
  usage: "[TARGET...]",
  summary: "List stages and what they make",
  options: {
    all: { type: "boolean", help: "the stages of all dvc.yaml files" },
    recursive: { type: "boolean", short: "R", help: "a target that is a folder means all stages below it" },
    "name-only": { type: "boolean", help: "only the names" },
    fail: { type: "boolean", help: "fail when a dvc.yaml cannot be read" },
  },
  run: async ({ args, output, cwd, project }) => {
    const open = await project();
    const { stages, problems } = await open.pipeline();
    const errors = problems.filter(({ severity }) => severity === "error");
    tellProblems(errors, open.root, output);
    const targets = args.positionals.length === 0 ? ["dvc.yaml"] : args.positionals;
    const named = new Set(
      targets.flatMap((target) =>
        stagesOf(stages, targetFromRoot(open.root, cwd, target), args.flag("recursive")),
      ),
    );
    const listed = args.flag("all") ? stages : [...named];
    const rows = listed.map((stage) => [stage.address, shortened(describeStage(stage))] as const);
    if (output.json) {
      const documents = rows.map(([address, description]) => object({ address, description }));
      output.document(object({ stages: documents }));
    } else if (args.flag("name-only")) for (const [address] of rows) output.line(address);
    else for (const line of formatTable([{ title: "" }, { title: "" }], rows).slice(1)) output.line(line);
    return errors.length > 0 && args.flag("fail") ? 1 : 0;
  },
};

function stagesOf(stages: readonly Stage[], target: string, isRecursive: boolean): readonly Stage[] {
  const inside = isRecursive ? stages.filter(({ file }) => target === "." || isWithin(file, target)) : [];
  const found = inside.length > 0 ? inside : findTarget(stages, target);
  if (found.length === 0 && !isPipelineFile(target)) {
    throw unknownName(
      { kind: "target-unknown", noun: "stage" },
      target,
      stages.map(({ address }) => address),
      "`trainyard stage list --all` shows those that there are",
    );
  }
  return found;
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
