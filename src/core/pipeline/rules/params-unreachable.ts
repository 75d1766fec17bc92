import { formatOf } from "../formats/format-of.ts";
import type { Entry, Node, ScalarNode } from "../node.ts";
import type { Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { isOutside } from "../repository-path.ts";
import type { ParameterUse } from "./parameter-uses.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `params/dotted-key` and `params/non-string-key`: keys of a parameter file that cannot be named where somebody names
 * keys of it. A file that stages read as a whole may have any keys.
 */
export function findUnreachableKeys(facts: CheckFacts): Problem[] {
  const problems: Problem[] = [];
  for (const [file, use] of facts.parameterUses()) {
    if (use.isWhole || isOutside(file) || facts.links.outputs.at(file).length > 0) continue;
    const document = facts.valuesOf(file)?.document;
    visit(document?.root, [], ({ key }, path) => {
      if (isNameable(key)) return;
      const written = document?.text.slice(key.range.start, key.range.end) ?? "";
      const problem = judge({ file, written, key, path }, use);
      if (problem) problems.push(problem);
    });
  }
  return problems;
}

/** Nearly all keys of a large file are: nothing needs to be asked of them. */
function isNameable({ value }: ScalarNode): boolean {
  return value === null || (typeof value === "string" && !value.includes("."));
}

function visit(
  node: Node | undefined,
  path: readonly string[],
  see: (entry: Entry, path: readonly string[]) => void,
): void {
  if (node?.kind !== "map") return;
  for (const entry of node.entries) {
    see(entry, path);
    if (entry.value.kind === "map") visit(entry.value, [...path, pythonText(entry.key.value)], see);
  }
}

interface PlacedKey {
  readonly file: string;
  readonly written: string;
  readonly key: ScalarNode;
  /** The keys around it. */
  readonly path: readonly string[];
}

function judge(
  { file, written, key, path }: PlacedKey,
  { listed, named }: ParameterUse,
): Problem | undefined {
  const place = { file, range: key.range, severity: "warning" } as const;
  const around = path.map((_, index) => path.slice(0, index + 1).join("."));
  if (typeof key.value === "string") {
    const isCovered = listed.size === 0 || around.some((each) => listed.has(each) || named.has(each));
    if (isCovered) return undefined;
    const message = `'${key.value}' has a dot in it, so neither 'params' nor \`\${}\` can name it: write a mapping, or another name.`;
    return { code: "params/dotted-key", ...place, message };
  }
  // A stage names a number by its digits; only what goes into `${}` loses it.
  if (!around.some((each) => named.has(each))) return undefined;
  const newText = `"${written}"`;
  return {
    code: "params/non-string-key",
    ...place,
    message: `'${written}' is no text, and DVC leaves such keys out of \`\${${path.join(".")}}\`: put it in quotes.`,
    ...(formatOf(file) === "yaml" && {
      fixes: [{ title: `Change to '${newText}'`, changes: [{ file, range: key.range, newText }] }],
    }),
  };
}
