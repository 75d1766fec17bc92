import type { CommandLine } from "../command/command-line.ts";
import type { ShellWord } from "../command/shell-words.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { isList, isMapping, type Value } from "../value.ts";
import type { CheckFacts, NamedParameter } from "./rule.ts";

/** `cmd/param-hardcoded`: an option gets a number that a parameter of the same name has already. */
export function findHardcodedParameters(stage: Stage, facts: CheckFacts): Problem[] {
  return facts.commandsOf(stage).flatMap((line) =>
    line.commands.flatMap(({ words }) =>
      words.flatMap((word, at) => {
        const given = optionValue(word, words[at + 1]);
        const parameter = given && parameterOf(stage, given, facts);
        return parameter ? hardcoded(stage, line, given, parameter) : [];
      }),
    ),
  );
}

/** `--lr 0.1` and `--lr=0.1`. */
interface OptionValue {
  readonly name: string;
  readonly text: string;
}

function optionValue(word: ShellWord, next: ShellWord | undefined): OptionValue | undefined {
  const [, name, value] = /^--([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word.text) ?? [];
  if (name === undefined || word.isQuoted) return undefined;
  if (value !== undefined) return { name, text: value };
  if (next === undefined || next.isQuoted || !next.isLiteral) return undefined;
  return { name, text: next.text };
}

/** The one parameter of this name, where it has this value, which has to be a number to say anything. */
function parameterOf(
  stage: Stage,
  { name, text }: OptionValue,
  { parametersNamed }: CheckFacts,
): NamedParameter | undefined {
  if (!/^[+-]?(?:\d|\.\d)/.test(text)) return undefined;
  const last = name.slice(name.lastIndexOf(".") + 1);
  const [found, other] = parametersNamed(stage, last.replaceAll("-", "_"));
  return found && !other && isSame(found.value, text) ? found : undefined;
}

function isSame(value: Value, text: string): boolean {
  if (value === null || isList(value) || isMapping(value)) return false;
  if (typeof value === "number" || typeof value === "bigint") return Number(value) === Number(text);
  return pythonText(value) === text;
}

/** Only a value that dvc.yaml writes itself: a mapping in `${}` gives options with values too. */
function hardcoded(
  stage: Stage,
  { source }: CommandLine,
  { name, text }: OptionValue,
  { key }: NamedParameter,
): Problem[] {
  const found = new RegExp(`--${literal(name)}(?:=|\\s+)(${literal(text)})(?![\\w.$])`, "d").exec(
    source?.written ?? "",
  );
  const [start, end] = found?.indices?.[1] ?? [];
  if (source === undefined || start === undefined || end === undefined) return [];
  const at = source.node.range.start;
  const range = { start: at + start, end: at + end };
  const newText = `\${${key}}`;
  return [
    {
      code: "cmd/param-hardcoded",
      severity: "information",
      file: stage.file,
      range,
      message: `'${key}' has this value: write \`${newText}\`, so that changing the parameter changes the command.`,
      fixes: [{ title: `Change to '${newText}'`, changes: [{ file: stage.file, range, newText }] }],
    },
  ];
}

/** A text as a pattern that fits itself only. */
function literal(text: string): string {
  return text.replaceAll(/[^\w\s-]/g, String.raw`\$&`);
}
