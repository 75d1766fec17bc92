import { childOf } from "../map-entries.ts";
import type { Stage } from "../model.ts";
import type { ScalarNode } from "../node.ts";
import type { Problem } from "../problem.ts";
import { lookUpParameter } from "../params/look-up-parameter.ts";
import { resolvePath } from "../repository-path.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `cmd/unquoted-interpolation`: a value that the shell takes apart, or takes for something else, because it stands in a
 * command without quotes. A text of several options is meant to be taken apart: only a character that would end the
 * command, and the path of a file that is there, cannot be meant.
 */
export function findUnquotedValues(stage: Stage, facts: CheckFacts): Problem[] {
  const written = childOf(facts.definitionOf(stage), "cmd");
  const nodes = written?.kind === "list" ? written.items : written ? [written] : [];
  return nodes.flatMap((node) => (node.kind === "scalar" ? unquotedIn(node, stage, facts) : []));
}

function unquotedIn(node: ScalarNode, stage: Stage, facts: CheckFacts): Problem[] {
  const text = facts.documents.get(stage.file)?.text.slice(node.range.start, node.range.end) ?? "";
  const isPlain = node.style === "plain" && !text.includes("\n");
  return bareExpressions(typeof node.value === "string" ? node.value : "").flatMap(
    ({ written, name, index }) => {
      const found = lookUpParameter(facts.fileOf(stage)?.variables.values ?? null, name);
      const value = found.found ? found.value : undefined;
      if (typeof value !== "string" || !isTakenApart(value, stage, facts)) return [];
      const at = isPlain ? index : onlyPlace(text, written);
      const range =
        at === undefined
          ? node.range
          : { start: node.range.start + at, end: node.range.start + at + written.length };
      const change = { file: stage.file, range, newText: `"${written}"` };
      return [
        {
          code: "cmd/unquoted-interpolation",
          severity: "warning",
          file: stage.file,
          range,
          message: `The shell takes '${value}' apart: put quotes around \`${written}\`.`,
          ...(isPlain && index > 0 && { fixes: [{ title: `Change to "${written}"`, changes: [change] }] }),
        } satisfies Problem,
      ];
    },
  );
}

function isTakenApart(value: string, stage: Stage, { world }: CheckFacts): boolean {
  if (/["'\\]|(?:^|\s)-/.test(value)) return false;
  if (/[;&|<>()]/.test(value)) return true;
  return /\s/.test(value) && world.exists(resolvePath(stage.wdir, value)) === true;
}

/** The offset of a piece that stands in a text once. */
function onlyPlace(text: string, piece: string): number | undefined {
  const at = text.indexOf(piece);
  return at >= 0 && text.indexOf(piece, at + 1) < 0 ? at : undefined;
}

/** A name in `${}` that stands outside of quotes. */
interface BareExpression {
  readonly written: string;
  readonly name: string;
  readonly index: number;
}

function bareExpressions(command: string): BareExpression[] {
  const found: BareExpression[] = [];
  for (const { 0: piece, 1: name, index } of command.matchAll(
    /'[^']*'|"(?:\\.|[^"\\])*"|\\.|\$\{([^}]*)\}/g,
  )) {
    if (name !== undefined) found.push({ written: piece, name: name.trim(), index });
  }
  return found;
}
