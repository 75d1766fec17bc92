import { childOf, itemsOf, textOf } from "../map-entries.ts";
import { folderOf, resolvePath } from "../repository-path.ts";
import type { Collector } from "./collector.ts";
import { addPath } from "./path-name.ts";

/** Adds the paths that a `.dvc` file names. */
export function collectDataFile(collector: Collector): void {
  const { root, file } = collector.document;
  const folder = resolvePath(folderOf(file), textOf(childOf(root, "wdir")) ?? ".");
  for (const item of itemsOf(childOf(root, "outs"))) {
    addPath(collector, childOf(item, "path"), { role: "definition", folder });
  }
  const isImport = itemsOf(childOf(root, "deps")).some((item) => childOf(item, "repo") !== undefined);
  for (const item of isImport ? [] : itemsOf(childOf(root, "deps"))) {
    addPath(collector, childOf(item, "path"), { role: "use", folder });
  }
}
