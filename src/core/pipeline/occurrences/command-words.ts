import type { Stage } from "../model.ts";
import type { Node } from "../node.ts";
import { folderOf, resolvePath } from "../repository-path.ts";
import { addName, type Collector, eachScalar, wantsKind } from "./collector.ts";

/** Adds the words of a command that are spelt like a dependency, output or parameter file of the stage, or a path in one. */
export function addCommandWords(
  collector: Collector,
  cmd: Node,
  stages: readonly Stage[],
  folder: string | undefined,
): void {
  const [stage] = stages;
  if (stage === undefined || folder === undefined || !wantsKind(collector, "path")) return;
  const paths = new Set([...stage.deps, ...stage.outs, ...stage.params].map(({ path }) => path));
  const { text } = collector.document;
  eachScalar(collector, cmd, (scalar) => {
    const { start, end } = scalar.range;
    for (const word of text.slice(start, end).matchAll(/[^\s"'=;&|<>(){}]+/g)) {
      const path = resolvePath(folder, word[0]);
      if (word[0].startsWith("/") || !isIn(paths, path)) continue;
      const range = { start: start + word.index, end: start + word.index + word[0].length };
      addName(
        collector,
        scalar,
        { named: { kind: "path", path }, role: "mention", folder },
        { range, exact: true },
      );
    }
  });
}

function isIn(paths: ReadonlySet<string>, path: string): boolean {
  for (let level = path; level !== "." && level !== ".."; level = folderOf(level)) {
    if (paths.has(level)) return true;
  }
  return false;
}
