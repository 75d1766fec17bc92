import { childOf } from "../map-entries.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `cmd/line-continuation`: a backslash at the end of a line of a command. DVC runs each line in a shell of its own, so
 * the rest of the command runs as another command.
 */
export function findContinuedLines(stage: Stage, facts: CheckFacts): Problem[] {
  const items = Array.isArray(stage.cmd) ? stage.cmd : [stage.cmd];
  if (!items.some((item) => typeof item === "string" && /\\\r?\n[^\n]*\S/.test(item))) return [];
  const document = facts.documents.get(stage.file);
  const node = childOf(facts.definitionOf(stage), "cmd");
  if (document === undefined || node?.kind !== "scalar" || node.style !== "literal") return [];
  const written = document.text.slice(node.range.start, node.range.end);
  const at = written.search(/\\\r?\n/);
  if (at < 0 || !written.startsWith("|")) return [];
  const start = node.range.start;
  return [
    {
      code: "cmd/line-continuation",
      severity: "warning",
      file: stage.file,
      range: { start: start + at, end: start + at + 1 },
      message:
        "DVC runs each line in a shell of its own, so '\\' joins nothing: write `cmd: >-` and leave the backslashes out.",
      ...joiningFix(stage.file, written, start),
    },
  ];
}

/** In a folded scalar lines of one indentation are one line. Nothing where some lines are commands of their own. */
function joiningFix(file: string, written: string, start: number): Pick<Problem, "fixes"> {
  const [header = "", ...lines] = written.trimEnd().split("\n");
  const indent = /^ */.exec(lines[0] ?? "")?.[0] ?? "";
  const bodies = lines.map((line) => line.trimEnd());
  const isOneCommand = bodies.every((line, at) => line.endsWith("\\") === at < bodies.length - 1);
  if (!isOneCommand || !/^\|[-+]?\s*$/.test(header)) return {};
  const joined = bodies.map((line) => indent + line.trimStart().replace(/\s*\\$/, "")).join("\n");
  const newText = `>-\n${joined}`;
  const range = { start, end: start + written.trimEnd().length };
  return {
    fixes: [{ title: "Write the command as one line with '>-'", changes: [{ file, range, newText }] }],
  };
}
