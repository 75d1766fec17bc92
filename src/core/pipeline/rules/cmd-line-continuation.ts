import { childOf } from "../map-entries.ts";
import type { Stage } from "../model.ts";
import type { Problem, Range } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `cmd/line-continuation`: a backslash at the end of a line of a command. DVC runs each line in a shell of its own, so the
 * rest of the command runs as another command. Where YAML makes one line of several, the backslash makes the blank that it
 * puts there part of the next word.
 */
export function findContinuedLines(stage: Stage, facts: CheckFacts): Problem[] {
  const items = Array.isArray(stage.cmd) ? stage.cmd : [stage.cmd];
  if (!items.some((item) => typeof item === "string" && /\\(?:\r?\n[^\n]*\S| )/.test(item))) return [];
  const document = facts.documents.get(stage.file);
  const written = childOf(facts.definitionOf(stage), "cmd");
  const nodes = written?.kind === "list" ? written.items : [written];
  return nodes.flatMap((node) => {
    if (document === undefined || node?.kind !== "scalar" || typeof node.value !== "string") return [];
    const { style, value, range } = node;
    const place = { file: stage.file, text: document.text, range };
    if (/\\\r?\n[^\n]*\S/.test(value)) {
      return style === "literal" || style === "folded" ? inSeveralLines(place, style) : [];
    }
    return /\\ /.test(value) && (style === "folded" || style === "plain") ? inOneLine(place) : [];
  });
}

interface Written {
  readonly file: string;
  readonly text: string;
  readonly range: Range;
}

/** The lines of a literal text, and those of a folded one that are indented more than its first. */
function inSeveralLines({ file, text, range }: Written, style: "literal" | "folded"): Problem[] {
  const written = text.slice(range.start, range.end);
  const at = written.search(/\\\r?\n[^\n]*\S/);
  if (at < 0 || !/^[|>]/.test(written)) return [];
  const { start } = range;
  const wanted =
    style === "literal"
      ? "write `cmd: >-` and leave the backslashes out."
      : "indent all lines alike, so that YAML makes one of them, and leave the backslashes out.";
  return [
    {
      code: "cmd/line-continuation",
      severity: "warning",
      file,
      range: { start: start + at, end: start + at + 1 },
      message: `DVC runs each line in a shell of its own, so '\\' joins nothing: ${wanted}`,
      ...joiningFix(file, written, start),
    },
  ];
}

/** Plain and folded texts, in which the end of a line is a blank. */
function inOneLine({ file, text, range }: Written): Problem[] {
  const ends = [...text.slice(range.start, range.end).matchAll(/[ \t]*(?<!\\)\\[ \t]*(?=\r?\n[ \t]*\S)/g)];
  const changes = ends.map(({ index, 0: end }) => {
    const start = range.start + index;
    return { file, range: { start, end: start + end.length }, newText: "" };
  });
  const [first] = changes;
  if (first === undefined) return [];
  const at = text.indexOf("\\", first.range.start);
  return [
    {
      code: "cmd/line-continuation",
      severity: "warning",
      file,
      range: { start: at, end: at + 1 },
      message:
        "YAML makes one line of these, and '\\' makes the blank behind it part of the next word: leave the backslashes out.",
      fixes: [{ title: "Leave the backslashes out", changes }],
    },
  ];
}

/** In a folded scalar lines of one indentation are one line. Nothing where some lines are commands of their own. */
function joiningFix(file: string, written: string, start: number): Pick<Problem, "fixes"> {
  const [header = "", ...lines] = written.trimEnd().split("\n");
  const indent = /^ */.exec(lines[0] ?? "")?.[0] ?? "";
  const bodies = lines.map((line) => line.trimEnd());
  const isOneCommand = bodies.every((line, at) => line.endsWith("\\") === at < bodies.length - 1);
  if (!isOneCommand || !/^[|>][-+]?\s*$/.test(header)) return {};
  const joined = bodies.map((line) => indent + line.trimStart().replace(/\s*\\$/, "")).join("\n");
  const newText = `>-\n${joined}`;
  const range = { start, end: start + written.trimEnd().length };
  return {
    fixes: [{ title: "Write the command as one line with '>-'", changes: [{ file, range, newText }] }],
  };
}
