import type { Made } from "../graph/links.ts";
import type { PathReference, Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { relativePath } from "../repository-path.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import { similarFiles } from "./missing-path.ts";
import type { CheckFacts } from "./rule.ts";

/** A dependency that is not there and that no stage makes. */
export interface MissingDependency {
  readonly stage: Stage;
  readonly dependency: PathReference;
  /** What tracks it: then it was not pulled. */
  readonly by: string | undefined;
  /** The output that is spelled nearly the same. */
  readonly made: string | undefined;
}

/** The problem of an output, and the dependencies of which nothing else is to be said. */
interface MisspeltOutput {
  readonly problem: Problem;
  readonly users: readonly MissingDependency[];
}

/**
 * `dvc/dep-missing` of an output: several stages need one path, which is not there, and no stage needs the output that is
 * spelled nearly like it. The mistake is where the output is, and not with each of its users.
 */
export function findMisspeltOutputs(
  missing: readonly MissingDependency[],
  facts: CheckFacts,
): readonly MisspeltOutput[] {
  const shared = usersByPath(missing).filter(([path, users]) => {
    return placesOf(users) > 1 && similarFiles(facts.world, path).length === 0;
  });
  if (shared.length === 0) return [];
  const links = [...facts.links.byStage.values()].flat();
  const needed = new Set(links.map(({ output }) => output.path));
  return shared.flatMap(([path, users]) => {
    const near = users[0]?.made;
    if (near === undefined || needed.has(near)) return [];
    const [made, other] = facts.links.outputs.at(near);
    return made && !other ? [{ problem: misspelt(made, path, users, facts), users }] : [];
  });
}

function usersByPath(missing: readonly MissingDependency[]): readonly [string, MissingDependency[]][] {
  const users = new Map<string, MissingDependency[]>();
  for (const one of missing) {
    const others = users.get(one.dependency.path);
    if (others) others.push(one);
    else users.set(one.dependency.path, [one]);
  }
  return [...users];
}

/** In how many places they are written: stages of one template share theirs. */
function placesOf(users: readonly MissingDependency[]): number {
  return new Set(users.map(({ stage, dependency }) => `${stage.file} ${dependency.range.start}`)).size;
}

function misspelt(
  { stage, output }: Made,
  wanted: string,
  users: readonly MissingDependency[],
  facts: CheckFacts,
): Problem {
  const document = facts.documents.get(stage.file);
  const fix = fixRewriting(document, output.range, output.text, relativePath(stage.wdir, wanted));
  return {
    code: "dvc/dep-missing",
    severity: "warning",
    file: stage.file,
    range: output.range,
    message: `No stage needs '${output.path}', and none makes '${wanted}', which ${users.length} stages need. Is it misspelt?`,
    related: users.map((user) => ({
      file: user.stage.file,
      range: user.dependency.range,
      message: `'${user.stage.address}' needs '${wanted}'`,
    })),
    ...(fix && { fixes: [fix] }),
  };
}
