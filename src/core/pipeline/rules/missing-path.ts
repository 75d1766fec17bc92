import { touching } from "../graph/links.ts";
import { closestPath } from "../near-path.ts";
import { isOutside } from "../repository-path.ts";
import type { CheckFacts, CheckWorld } from "./rule.ts";

/**
 * Whether a path is neither there nor made by a stage, also not in part. False where nobody can tell: outside of the
 * repository, or while a stage that may make it has mistakes of its own and did not resolve.
 */
export function isMissing({ isComplete, links, world }: CheckFacts, path: string): boolean {
  if (!isComplete || isOutside(path)) return false;
  return world.exists(path) === false && touching(links.outputs, path).length === 0;
}

/** The `.dvc` file of a path or of a folder around it: `dvc add` puts it next to what it tracks. */
export function trackedBy(world: CheckWorld, path: string): string | undefined {
  const known = world.tracked?.(path);
  if (known !== undefined) return known;
  const parts = path.split("/");
  const beside = parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}.dvc`);
  return beside.findLast((file) => world.exists(file) === true);
}

/** Goes down as far as the path exists, then takes the nearest name there in place of the one that does not. */
export function similarFiles(world: CheckWorld, path: string): string[] {
  const parts = path.split("/");
  const at = parts.findIndex((_, index) => world.exists(parts.slice(0, index + 1).join("/")) === false);
  const wrong = parts[at];
  const folder = parts.slice(0, at).join("/") || ".";
  const names = (world.list?.(folder) ?? []).map((entry) => entry.replace(/\/$/, ""));
  const name = wrong === undefined ? undefined : closestPath(wrong, names);
  if (name === undefined) return [];
  const candidate = parts.with(at, name).join("/");
  return world.exists(candidate) === true ? [candidate] : [];
}
