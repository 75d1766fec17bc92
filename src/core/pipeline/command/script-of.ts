import type { ShellWord } from "./shell-words.ts";

/** A program's own code, as the words of a command name it. */
export interface NamedScript {
  readonly kind: "file" | "module";
  readonly word: ShellWord;
}

/** Programs that run what their first argument names, with those of their options that take a value. */
const interpreters: Readonly<Record<string, readonly string[]>> = {
  python: ["-W", "-X", "-Q", "-c"],
  pypy: ["-W", "-X", "-c"],
  Rscript: ["-e"],
  julia: ["-e", "-E", "-p", "-t", "-J", "-L"],
  node: ["-e", "-p", "-r", "--require", "--loader", "--import"],
  bash: ["-c", "-o", "-O"],
  sh: ["-c", "-o"],
  zsh: ["-c", "-o"],
  perl: ["-e", "-E", "-I", "-M"],
  ruby: ["-e", "-I", "-r"],
  papermill: [],
};

/** Options after which there is no script: the code stands in the command itself. */
const inlineCode = ["-c", "-e", "-E", "-p"];

/** Programs that run another program: `poetry run python train.py`. */
const runners: readonly (readonly string[])[] = [
  ["poetry", "run"],
  ["pipenv", "run"],
  ["pdm", "run"],
  ["hatch", "run"],
  ["rye", "run"],
  ["pixi", "run"],
  ["uv", "run"],
  ["time"],
  ["nohup"],
  ["exec"],
];

/** The script that a command runs; undefined where there is none, or where nobody can tell without running it. */
export function scriptOf(words: readonly ShellWord[]): NamedScript | undefined {
  const [program, ...rest] = withoutRunners(words);
  if (program === undefined || !program.isLiteral) return undefined;
  const name = program.text.replace(/^.*\//, "").replace(/(?:\d+(?:\.\d+)*)?(?:\.exe)?$/, "");
  const withValue = Object.hasOwn(interpreters, name) ? interpreters[name] : undefined;
  if (withValue === undefined) {
    return program.text.includes("/") && isScriptName(program.text)
      ? { kind: "file", word: program }
      : undefined;
  }
  return scriptArgument(rest, withValue, name === "python" || name === "pypy");
}

function withoutRunners(words: readonly ShellWord[]): readonly ShellWord[] {
  for (const runner of runners) {
    if (!runner.every((part, index) => words[index]?.text === part)) continue;
    const rest = words.slice(runner.length);
    // The options of a runner have values that look like programs.
    return rest[0]?.text.startsWith("-") === true ? [] : withoutRunners(rest);
  }
  return words;
}

function scriptArgument(
  words: readonly ShellWord[],
  withValue: readonly string[],
  isPython: boolean,
): NamedScript | undefined {
  let isAfterOption = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    const option = word === undefined ? undefined : lastOption(word.text);
    if (!word) return undefined;
    const takesValue = option !== undefined && withValue.includes(option);
    if (takesValue && inlineCode.includes(option)) return undefined;
    if (isPython && option === "-m") {
      const module = words[at + 1];
      return module?.isLiteral ? { kind: "module", word: module } : undefined;
    }
    if (word.text === "-" || (!word.isLiteral && option === undefined)) return undefined;
    // Behind an option that is not known here, a word may be its value.
    if (option === undefined && (!isAfterOption || isScriptName(word.text))) return { kind: "file", word };
    isAfterOption ||= option !== undefined;
    if (takesValue) at += 1;
  }
  return undefined;
}

/** An option as it stands in the tables: the last one of several in a word, as in `-euo pipefail`. Undefined of other words. */
function lastOption(text: string): string | undefined {
  if (!text.startsWith("-") || text === "-") return undefined;
  return /^-[A-Za-z]+$/.test(text) ? `-${text.slice(-1)}` : text;
}

function isScriptName(text: string): boolean {
  return /\.(?:pyw?|R|r|jl|sh|bash|zsh|ipynb|[cm]?[jt]s|pl|rb)$/.test(text);
}
