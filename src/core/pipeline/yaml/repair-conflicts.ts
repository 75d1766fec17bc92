import { blank, type SyntaxFinding, type SyntaxFix } from "./syntax-finding.ts";

/** Git's markers, with what was there before both sides where `merge.conflictStyle` is diff3. */
const region = /^<{7} .*\r?\n([^]*?)(?:^\|{7}(?: .*)?\r?\n[^]*?)?^={7}\r?\n([^]*?)^>{7}(?: .*)?$(?:\r?\n)?/gm;

/** A marker that was forgotten when the conflict was resolved. */
const leftover = /^(?:[<|>]{7} .*|={7})$(?:\r?\n)?/gm;

/** Keeps our side of each unresolved merge, so that the rest of the file is still understood. */
export function blankConflicts(text: string): { text: string; findings: SyntaxFinding[] } {
  if (!mayHaveConflicts(text)) return { text, findings: [] };
  const findings: SyntaxFinding[] = [];
  const whole = text.replace(region, (found: string, ours: string, theirs: string, offset: number) => {
    const at = { start: offset, end: offset + found.length };
    const fix = (title: string, newText: string): SyntaxFix => ({ title, edits: [{ at, newText }] });
    findings.push({
      code: "yaml/merge-conflict",
      message: "This merge conflict is not resolved: keep one side and remove the markers.",
      range: { start: offset, end: offset + found.trimEnd().length },
      fixes: [
        fix("Keep our side", ours),
        fix("Keep their side", theirs),
        fix("Keep both sides", ours + theirs),
      ],
    });
    const start = found.indexOf("\n") + 1;
    const blanked = blank(found, { start: 0, end: start });
    return blank(blanked, { start: start + ours.length, end: found.length });
  });
  const repaired = whole.replace(leftover, (line: string, offset: number) => {
    const at = { start: offset, end: offset + line.length };
    findings.push({
      code: "yaml/merge-conflict",
      message: "This line is left over from a merge conflict: remove it.",
      range: { start: offset, end: offset + line.trimEnd().length },
      fixes: [{ title: "Remove the line", edits: [{ at, newText: "" }] }],
    });
    return blank(line, { start: 0, end: line.length });
  });
  return { text: repaired, findings };
}

/** Whether a line of a text begins as Git's markers do. */
export function mayHaveConflicts(text: string): boolean {
  return markers.some((marker) => text.startsWith(marker) || text.includes(`\n${marker}`));
}

const markers = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"] as const;
