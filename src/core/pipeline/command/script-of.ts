import type { ShellWord } from "./shell-words.ts";

/** A program's own code, as the words of a command name it. */
export interface NamedScript {
  readonly kind: "file" | "module";
  readonly word: ShellWord;
}

/** Programs that run what their first argument names, with those of their options that take a value. */
const interpreters: Readonly<Record<string, readonly string[]>> = {
  python: ["-W", "-X", "-Q"],
  pypy: ["-W", "-X"],
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
    return isScriptPath(program.text) ? { kind: "file", word: program } : undefined;
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

function isScriptPath(text: string): boolean {
  return text.includes("/") && /\.(?:py|sh|bash|R|r|jl|pl|rb|js|mjs)$/.test(text);
}

function scriptArgument(
  words: readonly ShellWord[],
  withValue: readonly string[],
  isPython: boolean,
): NamedScript | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word || inlineCode.includes(word.text)) return undefined;
    if (isPython && word.text === "-m") {
      const module = words[at + 1];
      return module?.isLiteral ? { kind: "module", word: module } : undefined;
    }
    if (!word.text.startsWith("-")) return word.isLiteral ? { kind: "file", word } : undefined;
    if (word.text === "-") return undefined;
    if (withValue.includes(word.text)) at += 1;
  }
  return undefined;
}
