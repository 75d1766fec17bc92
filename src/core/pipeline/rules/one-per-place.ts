import type { Problem } from "../problem.ts";

/** Keeps the first problem of a kind at one place: stages made by one template would repeat it word for word. */
export function onePerPlace(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, file, range }) => {
    const place = `${code} ${file} ${range.start} ${range.end}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}
