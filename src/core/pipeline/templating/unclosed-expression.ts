import { type FileContext, report } from "../file-context.ts";
import type { ScalarNode } from "../node.ts";
import type { Fix, Range } from "../problem.ts";
import { type Expression, expressionsIn } from "./expression.ts";

/**
 * Warns of each `${` that DVC leaves in the text because its `}` is missing or stands on another line. Cheap where there
 * is none: most text has no `${` at all.
 * @param matched how many expressions of the text are whole
 */
export function reportUnclosed(node: ScalarNode, matched: number, context: FileContext): void {
  if (typeof node.value !== "string") return;
  if (countOpened(node.value) <= matched) return;
  for (const expression of expressionsIn(node, context.text)) {
    if (!expression.closed) reportOne(expression, node, context);
  }
}

function countOpened(text: string): number {
  let count = 0;
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", at + 2)) {
    if (text[at - 1] !== "\\") count += 1;
  }
  return count;
}

function reportOne({ range, name }: Expression, node: ScalarNode, context: FileContext): void {
  const { file, text } = context;
  const across = /^\$\{[\s\w.[\]-]*\n[\s\w.[\]-]*\}/.exec(text.slice(range.start, node.range.end))?.[0];
  if (across !== undefined && node.style === "literal") {
    const whole = { start: range.start, end: range.start + across.length };
    const joined = across.replace(/\s+/g, "");
    report(context, {
      code: "dvc/interp-multiline",
      message: "A line break inside '${…}' keeps DVC from replacing it: write it on one line.",
      range: whole,
      severity: "warning",
      fixes: [
        {
          title: `Change to '${joined}'`,
          changes: [{ file, range: whole, newText: joined }],
          preferred: true,
        },
      ],
    });
    return;
  }
  report(context, {
    code: "dvc/interp-unclosed",
    message: "This '${' is never closed, so it stays in the text as it is: add '}', or write '\\${'.",
    range,
    severity: "warning",
    fixes: [...closing(range, name, file), ...escaping(range, node, context)],
  });
}

function closing(range: Range, name: string, file: string): Fix[] {
  if (name === "" || name.endsWith(".")) return [];
  const end = { start: range.end, end: range.end };
  return [{ title: "Add '}'", changes: [{ file, range: end, newText: "}" }] }];
}

/** A backslash says that the text is meant; between double quotes it takes two. */
function escaping({ start }: Range, { style }: ScalarNode, { file, text }: FileContext): Fix[] {
  if (!text.startsWith("${", start)) return [];
  const newText = style === "double" ? "\\\\" : "\\";
  return [{ title: "Write '\\${'", changes: [{ file, range: { start, end: start }, newText }] }];
}
