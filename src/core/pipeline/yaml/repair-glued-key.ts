import { blank, type Repair } from "./syntax-finding.ts";
import { endOfDeeper, writtenLine } from "./written-line.ts";

/** `cmd:python train.py`: a key whose colon separates nothing, because no blank follows it. */
export function repairGluedKey(source: string, offset: number): Repair | undefined {
  const line = writtenLine(source, offset);
  const [, lead, name] = /^( *(?:- +)*)([A-Za-z_][\w.-]*):(?=[^\s:/\\])/.exec(line.text) ?? [];
  if (lead === undefined || name === undefined) return undefined;
  const start = line.start + lead.length;
  const key = { start, end: start + name.length };
  const at = { start: key.end + 1, end: key.end + 1 };
  return {
    code: "yaml/incomplete-key",
    message: `'${name}' is not a key yet: put a blank behind its ':'.`,
    range: key,
    fixes: [{ title: `Add a blank after '${name}:'`, edits: [{ at, newText: " " }], preferred: true }],
    repaired: blank(source, { start: key.start, end: endOfDeeper(source, line, lead.length) }),
  };
}
