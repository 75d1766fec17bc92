import type { FeatureContext } from "../../server/src/features/lsp.ts";
import { cacheFiles } from "../../server/src/workspace/files.ts";
import { createWorkspace } from "../../server/src/workspace/workspace.ts";
import { machineSettings, memoryFiles } from "./memory-files.ts";

const root = "/repository";

/** A repository with the given files and a place in one of them, which a `|` in its text marks. */
export function contextAt(
  files: Readonly<Record<string, string>>,
  path = "dvc.yaml",
): { context: FeatureContext; offset: number } {
  const marked = files[path] ?? "";
  const offset = marked.indexOf("|");
  const text = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 1);
  const all = { ".dvc/config": "", ...files, [path]: text };
  const absolute = Object.fromEntries(
    Object.entries(all).map(([file, content]) => [`${root}/${file}`, content]),
  );
  const workspace = createWorkspace(cacheFiles(memoryFiles(absolute)), [machineSettings]);
  const { snapshot } = workspace.locate(`${root}/${path}`);
  return {
    context: { snapshot, path, uriOf: (file) => `file://${root}/${file}` },
    offset: Math.max(offset, 0),
  };
}

/** The piece of a file that a range covers. */
export function textIn(
  { snapshot }: FeatureContext,
  file: string,
  range: { start: { line: number; character: number }; end: { line: number; character: number } },
): string {
  const lines = snapshot.lines(file);
  return (snapshot.read(file) ?? "").slice(lines.offset(range.start), lines.offset(range.end));
}
