import { closest } from "../did-you-mean.ts";
import { touching } from "../graph/links.ts";
import type { Stage } from "../model.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * Whether a dependency that is not there was probably meant to be this path: mistyped, with backslashes, in quotes that are
 * none, or run together with the line below. The dependency has a problem of its own.
 */
export function isMeantByDependency({ deps }: Stage, path: string, { world, links }: CheckFacts): boolean {
  return deps.some(
    (dependency) =>
      world.exists(dependency.path) === false &&
      touching(links.outputs, dependency.path).length === 0 &&
      (dependency.path.includes(path) ||
        dependency.path.replaceAll("\\", "/") === path ||
        closest(dependency.path, [path]) !== undefined),
  );
}
