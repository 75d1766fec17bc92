import { closest } from "./did-you-mean.ts";
import type { Problem } from "./problem.ts";
import { allKeys } from "./schema.ts";

/** A half-typed word of a dvc.yaml may be a key that DVC knows: then one fix writes that key. */
export function offerKnownKey(problem: Problem, text: string): Problem {
  if (problem.code !== "yaml/incomplete-key") return problem;
  const { file, range, fixes = [] } = problem;
  const word = text.slice(range.start, range.end);
  if (text[range.end] === ":") return problem;
  const keys = allKeys();
  if (keys.has(word)) return problem;
  const completed = [...keys].filter((key) => word.length > 1 && key.startsWith(word));
  const meant = completed.length === 1 ? completed[0] : closest(word, keys);
  if (meant === undefined) return problem;
  const change = { file, range, newText: `${meant}:` };
  return { ...problem, fixes: [{ title: `Change to '${meant}:'`, changes: [change] }, ...fixes] };
}
