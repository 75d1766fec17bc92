import { childOf, entriesOf, itemsOf } from "../map-entries.ts";
import type { Document, Node, ScalarNode } from "../node.ts";
import type { Problem } from "../problem.ts";

/** Keys of a stage under which paths stand. */
const pathKeys: readonly string[] = ["deps", "outs", "metrics", "plots"];

/** `yaml/trailing-newline-block`: a path that a block scalar ends with a line break, which is a part of its name then. */
export function findTrailingNewlines({ file, text, root }: Document): Problem[] {
  // Nearly no file has one, and then there is no need to look at each stage.
  if (!/(?:^ *-|wdir:) +[|>]/m.test(text)) return [];
  const stages = entriesOf(childOf(root, "stages")).map(({ value }) => childOf(value, "do") ?? value);
  return stages.flatMap(pathsOf).flatMap((node): Problem[] => {
    const { style, value, range } = node;
    const isBlock = style === "folded" || style === "literal";
    if (!isBlock || typeof value !== "string" || !value.endsWith("\n")) return [];
    const header = /^[|>]\+?/.exec(text.slice(range.start))?.[0];
    if (header === undefined) return [];
    const sign = header[0] ?? "";
    const place = { start: range.start, end: range.start + header.length };
    return [
      {
        code: "yaml/trailing-newline-block",
        severity: "information",
        file,
        range: place,
        message: `'${sign}' ends the path with a line break, which is a part of its name: write '${sign}-'.`,
        fixes: [
          {
            title: `Write '${sign}-'`,
            changes: [{ file, range: place, newText: `${sign}-` }],
            preferred: true,
          },
        ],
      },
    ];
  });
}

function pathsOf(stage: Node): ScalarNode[] {
  const listed = pathKeys.flatMap((key) => itemsOf(childOf(stage, key)));
  const wdir = childOf(stage, "wdir");
  return [...listed, ...(wdir ? [wdir] : [])].filter((node) => node.kind === "scalar");
}
