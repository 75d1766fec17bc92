import type { PathReference, Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isOutside, relativePath } from "../repository-path.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import type { CheckFacts } from "./rule.ts";

/** `dvc/path-case`: a dependency whose file is spelled with other capitals: it is there on some machines and not on others. */
export function findWrongCase(stage: Stage, facts: CheckFacts): Problem[] {
  return stage.deps.flatMap((dependency): Problem[] => {
    const actual = otherCase(dependency.path, facts);
    return actual === undefined ? [] : [wrongCase(stage, dependency, actual, facts)];
  });
}

/** The path as its folders spell it, where that differs in capitals only; undefined where it is right or unknown. */
export function otherCase(path: string, { world, links, namesIn }: CheckFacts): string | undefined {
  if (isOutside(path) || path === "." || world.list === undefined || world.exists(path) === undefined)
    return undefined;
  if (links.outputs.at(path).length > 0 || links.outputs.above(path).length > 0) return undefined;
  const parts = path.split("/");
  const actual: string[] = [];
  for (const part of parts) {
    const names = namesIn(actual.join("/") || ".");
    const found = names.has(part) ? part : names.inOtherCase(part);
    if (found === undefined) return undefined;
    actual.push(found);
  }
  const spelled = actual.join("/");
  return spelled === path ? undefined : spelled;
}

function wrongCase(
  stage: Stage,
  { path, text, range }: PathReference,
  actual: string,
  facts: CheckFacts,
): Problem {
  const wanted = relativePath(stage.wdir, actual);
  const fix = fixRewriting(facts.documents.get(stage.file), range, text, wanted);
  return {
    code: "dvc/path-case",
    severity: "warning",
    file: stage.file,
    range,
    message: `The file is '${actual}': where capitals count, '${path}' does not exist.`,
    ...(fix && { fixes: [fix] }),
  };
}
