import type { Made } from "../graph/links.ts";
import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/** `dvc/duplicate-output`: one path that two stages, or two sections of one stage, claim to make. */
export function findDuplicateOutputs(facts: GraphFacts): Problem[] {
  const problems: Problem[] = [];
  for (const stage of facts.links.stages) {
    for (const output of stage.outs) {
      const first = facts.links.outputs.at(output.path)[0];
      if (!first || first.output === output) continue;
      problems.push(duplicate(facts, first, { stage, output }));
    }
  }
  return onePerPlace(problems);
}

function duplicate(facts: GraphFacts, first: Made, second: Made): Problem {
  const code = "dvc/duplicate-output";
  const { file } = second.stage;
  const { path, range } = second.output;
  const group = second.stage.expansion?.group;
  if (group !== undefined && first.output.range.start === range.start && first.stage.file === file) {
    const message = `'${path}' is the same for every stage that '${group}' makes: put \${item} or \${key} into the path.`;
    return { code, severity: "error", file, range, message };
  }
  return {
    code,
    severity: "error",
    file,
    range,
    message:
      first.stage === second.stage
        ? `'${path}' is already an output of this stage, under another section or spelling: keep one.`
        : `'${path}' is already an output of '${first.stage.address}': two stages cannot make one path.`,
    related: [
      {
        file: first.stage.file,
        range: first.output.range,
        message: `'${first.stage.address}' makes it here`,
      },
    ],
    ...fixRemoving(facts, file, range, `Remove output '${second.output.text}' of '${second.stage.name}'`),
  };
}
