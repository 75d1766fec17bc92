import { indentOf, lineAt } from "./indentation.ts";
import { blank, type Repair } from "./syntax-finding.ts";

/** `cmd:python train.py`: a key whose colon separates nothing, because no blank follows it. */
export function repairGluedKey(source: string, offset: number): Repair | undefined {
  const { start, end } = lineAt(source, offset);
  const found = /^( *(?:- +)*)([A-Za-z_][\w.-]*):(?=[^\s:/\\])/.exec(source.slice(start, end));
  const [, lead, name] = found ?? [];
  if (lead === undefined || name === undefined) return undefined;
  const key = { start: start + lead.length, end: start + lead.length + name.length };
  const at = { start: key.end + 1, end: key.end + 1 };
  return {
    code: "yaml/incomplete-key",
    message: `'${name}' is not a key yet: put a blank behind its ':'.`,
    range: key,
    fixes: [{ title: `Add a blank after '${name}:'`, edits: [{ at, newText: " " }], preferred: true }],
    repaired: blank(source, { start: key.start, end: endOfDeeper(source, end, lead.length) }),
  };
}

function endOfDeeper(source: string, lineEnd: number, column: number): number {
  let end = lineEnd;
  for (let next = lineAt(source, end + 1); next.start > end; next = lineAt(source, end + 1)) {
    const indent = indentOf(source.slice(next.start, next.end));
    if (indent === undefined || indent <= column) break;
    end = next.end;
  }
  return end;
}
