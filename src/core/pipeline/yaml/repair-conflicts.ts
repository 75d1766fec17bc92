import { blank, type SyntaxFinding, type SyntaxFix } from "./syntax-finding.ts";

/** Git's markers, with what was there before both sides where `merge.conflictStyle` is diff3. */
const region = /^<{7} .*\r?\n([^]*?)(?:^\|{7}(?: .*)?\r?\n[^]*?)?^={7}\r?\n([^]*?)^>{7}(?: .*)?$(?:\r?\n)?/gm;

/** Keeps our side of each unresolved merge, so that the rest of the file is still understood. */
export function blankConflicts(text: string): { text: string; findings: SyntaxFinding[] } {
  if (!/^<{7} /m.test(text)) return { text, findings: [] };
  const findings: SyntaxFinding[] = [];
  const repaired = text.replace(region, (whole: string, ours: string, theirs: string, offset: number) => {
    const at = { start: offset, end: offset + whole.length };
    const fix = (title: string, newText: string): SyntaxFix => ({ title, edits: [{ at, newText }] });
    findings.push({
      code: "yaml/merge-conflict",
      message: "This merge conflict is not resolved: keep one side and remove the markers.",
      range: { start: offset, end: offset + whole.trimEnd().length },
      fixes: [
        fix("Keep our side", ours),
        fix("Keep their side", theirs),
        fix("Keep both sides", ours + theirs),
      ],
    });
    const start = whole.indexOf("\n") + 1;
    const blanked = blank(whole, { start: 0, end: start });
    return blank(blanked, { start: start + ours.length, end: whole.length });
  });
  return { text: repaired, findings };
}
