import type { Made } from "../graph/links.ts";
import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/** So many of the outputs inside of another one are named; the rest shows once these are gone. */
const mostRelated = 10;

/**
 * `dvc/overlapping-output`: an output inside another output. The one that stands further down is told, as of two outputs that
 * are the same: a folder that is added around outputs is told once, with all of them.
 */
export function findOverlappingOutputs(facts: GraphFacts): Problem[] {
  const problems: Problem[] = [];
  const inside = new Map<Made, Made[]>();
  let order: ReadonlyMap<string, number> | undefined;
  for (const stage of facts.links.stages) {
    for (const output of stage.outs) {
      const around = facts.links.outputs.above(output.path)[0];
      if (!around) continue;
      order ??= new Map(facts.links.stages.map(({ address }, index) => [address, index]));
      const made = { stage, output };
      if (!isAfter(around, made, order)) problems.push(insideOther(made, around, facts));
      else if (inside.get(around)?.push(made) === undefined) inside.set(around, [made]);
    }
  }
  for (const [folder, outputs] of inside) problems.push(aroundOthers(folder, outputs, facts));
  return onePerPlace(problems);
}

function isAfter(one: Made, other: Made, order: ReadonlyMap<string, number>): boolean {
  if (one.stage.file === other.stage.file) return one.output.range.start > other.output.range.start;
  return (order.get(one.stage.address) ?? 0) > (order.get(other.stage.address) ?? 0);
}

function insideOther({ stage, output }: Made, around: Made, facts: GraphFacts): Problem {
  return {
    ...placed({ stage, output }, facts),
    message: `'${output.path}' lies inside '${around.output.path}', an output of '${around.stage.address}': outputs must not overlap.`,
    related: [relatedOf(around, `'${around.stage.address}' makes the folder here`)],
  };
}

function aroundOthers(folder: Made, outputs: readonly Made[], facts: GraphFacts): Problem {
  const [first = folder] = outputs;
  const held =
    outputs.length === 1
      ? `'${first.output.path}', an output of '${first.stage.address}'`
      : `${outputs.length} other outputs, such as '${first.output.path}' of '${first.stage.address}'`;
  return {
    ...placed(folder, facts),
    message: `'${folder.output.path}' holds ${held}: outputs must not overlap.`,
    related: outputs
      .slice(0, mostRelated)
      .map((made) => relatedOf(made, `'${made.stage.address}' makes '${made.output.path}' here`)),
  };
}

function placed({ stage, output }: Made, facts: GraphFacts): Omit<Problem, "message"> {
  return {
    code: "dvc/overlapping-output",
    severity: "error",
    file: stage.file,
    range: output.range,
    ...fixRemoving(facts, stage.file, output.range, `Remove output '${output.text}' of '${stage.name}'`),
  };
}

function relatedOf({ stage, output }: Made, message: string): NonNullable<Problem["related"]>[number] {
  return { file: stage.file, range: output.range, message };
}
