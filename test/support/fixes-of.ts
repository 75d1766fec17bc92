import { applyFix, type Files, problemsOf } from "./pipeline-of.ts";

/**
 * What the fixes of the first problem with a code make of the files: by title, the text of each file that they change, or
 * the text itself where that is dvc.yaml alone. For golden tests: text before -> title -> text after.
 */
export function fixesOf(files: Files | string, code: string): Record<string, string | Files> {
  const before = typeof files === "string" ? { "dvc.yaml": files } : files;
  const problem = problemsOf(before).find((each) => each.code === code);
  if (problem === undefined) throw new Error(`There is no ${code}: ${codesOf(before)}.`);
  return Object.fromEntries(
    (problem.fixes ?? []).map((fix) => {
      const changed = Object.entries(applyFix(before, fix)).filter(([path, text]) => before[path] !== text);
      const [first] = changed;
      const isAlone = changed.length === 1 && first?.[0] === "dvc.yaml";
      return [fix.title, isAlone ? (first?.[1] ?? "") : Object.fromEntries(changed)];
    }),
  );
}

/** One line a problem with such a code, for short tests: severity, code, the marked text. */
export function marksOf(files: Files | string, codes = /./): string[] {
  const texts = typeof files === "string" ? { "dvc.yaml": files } : files;
  return problemsOf(texts)
    .filter(({ code }) => codes.test(code))
    .map(
      ({ severity, code, file, range }) =>
        `${severity} ${code} [${(texts[file] ?? "").slice(range.start, range.end)}]`,
    );
}

function codesOf(files: Files): string {
  return problemsOf(files)
    .map(({ code }) => code)
    .join(", ");
}
