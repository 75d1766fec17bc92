import type { Stage } from "../model.ts";
import type { Node } from "../node.ts";
import { resolvePath } from "../repository-path.ts";
import { addName, type Collector, eachScalar } from "./collector.ts";

/** Adds the words of a command that are spelt like a dependency, an output or a parameter file of the stage. */
export function addCommandWords(
  collector: Collector,
  cmd: Node,
  stages: readonly Stage[],
  folder: string | undefined,
): void {
  const [stage] = stages;
  if (stage === undefined || folder === undefined) return;
  const paths = new Set([...stage.deps, ...stage.outs, ...stage.params].map(({ path }) => path));
  const { text } = collector.document;
  eachScalar(collector, cmd, (scalar) => {
    const { start, end } = scalar.range;
    for (const word of text.slice(start, end).matchAll(/[^\s"'=;&|<>(){}]+/g)) {
      const path = resolvePath(folder, word[0]);
      if (word[0].startsWith("/") || !paths.has(path)) continue;
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
