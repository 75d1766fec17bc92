import type { Problem } from "#core/pipeline/problem";
import { applyFix, type Files, problemsOf } from "./pipeline-of.ts";

/** One line a problem: code, the marked text, the message; related places and fixes indented below. */
export function told(files: Files, problems: readonly Problem[] = problemsOf(files)): string {
  const at = (file: string, range: { start: number; end: number }): string =>
    `${file}:${(files[file] ?? "").slice(0, range.start).split("\n").length} [${(files[file] ?? "").slice(range.start, range.end)}]`;
  return problems
    .flatMap(({ code, severity, file, range, message, related, fixes }) => [
      `${severity} ${code} ${at(file, range)} ${message}`,
      ...(related ?? []).map((place) => `  see ${at(place.file, place.range)} ${place.message}`),
      ...(fixes ?? []).map((fix) => `  fix ${fix.title}`),
    ])
    .join("\n");
}

/** The problems of one code, or of all codes of a group such as `cmd/`. */
export function problemsWith(
  code: string,
  files: Files,
  world: Parameters<typeof problemsOf>[1] = {},
): readonly Problem[] {
  return problemsOf(files, world).filter((problem) => problem.code.startsWith(code));
}

/** The title of the first fix of the first of these problems, and the text of a file after it. */
export function fixed(
  files: Files,
  problems: readonly Problem[],
  file = "dvc.yaml",
): { readonly title: string; readonly text: string | undefined } | undefined {
  const fix = problems[0]?.fixes?.[0];
  return fix && { title: fix.title, text: applyFix(files, fix)[file] };
}
