import { isWithin } from "#core/pipeline/repository-path";

/** True when two repository-relative paths are the same, or one lies inside the other. */
export function overlaps(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a) || a === "." || b === ".";
}
