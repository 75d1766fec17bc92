import { parseArgs } from "node:util";
import { type Arguments, globalOptions, type NamedCommand } from "./command.ts";
import { wrongUsage } from "./failures.ts";

/** Which of `names` the first words are, and the words after them. The longest wins: `exp show` before `exp`. */
export function findCommand(
  names: readonly string[],
  words: readonly string[],
): { name: string; rest: readonly string[] } | undefined {
  const { first, second } = leadingWords(words);
  const wanted = [first, second].filter((word) => word !== undefined).map((word) => words[word] ?? "");
  const name = [wanted.join(" "), wanted[0]].find((each) => each !== undefined && names.includes(each));
  if (name === undefined) return undefined;
  const used = name.includes(" ") ? [first, second] : [first];
  return { name, rest: words.filter((_, index) => !used.includes(index)) };
}

/** Indices of the first two words that are no options; `-C DIR` may stand before them. */
function leadingWords(words: readonly string[]): { first: number | undefined; second: number | undefined } {
  const found: number[] = [];
  for (let index = 0; index < words.length && found.length < 2; index += 1) {
    const word = words[index] ?? "";
    if (word === "-C" || word === "--cd") index += 1;
    else if (word === "--") break;
    else if (!word.startsWith("-")) found.push(index);
  }
  return { first: found[0], second: found[1] };
}

/** Reads the options of one command. Throws a Failure of class `usage` for what it does not know. */
export function parseArguments(command: NamedCommand, words: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries({ ...globalOptions, ...command.options }).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === true ? { multiple } : {}) },
    ]),
  );
  const { values, positionals } = parse(command, eachWithItsOption(command, words), options);
  refuseSurplus(command, positionals);
  return {
    positionals,
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === "string" ? value : undefined;
    },
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
    },
  };
}

/** Puts the name of a greedy option before each of the words that it takes. */
function eachWithItsOption({ options }: NamedCommand, words: readonly string[]): readonly string[] {
  const greedy = Object.entries(options).filter(([, spec]) => spec.greedy === true);
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const isValue = (index: number): boolean => index < end && words[index]?.startsWith("-") === false;
  const all: string[] = [];
  let taking: string | undefined;
  for (const [index, word] of words.slice(0, end).entries()) {
    if (isValue(index)) {
      all.push(taking === undefined ? word : `--${taking}=${word}`);
      continue;
    }
    taking = greedy.find(([name, { short }]) => word === `--${name}` || word === `-${short}`)?.[0];
    // Without any word to take it stands alone, and is refused for that.
    if (taking === undefined || !isValue(index + 1)) all.push(word);
  }
  return [...all, ...words.slice(end)];
}

type ParseOptions = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

function parse(command: NamedCommand, words: readonly string[], options: ParseOptions) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(/\.?(?:\s*\n|\. )/u)[0] : String(error);
    throw wrongUsage(`${reason}. See \`trainyard ${command.name} --help\`.`);
  }
}

/** A word too many is a mistake, which silence would hide: the usage line says how many there may be. */
function refuseSurplus(command: NamedCommand, positionals: readonly string[]): void {
  if (command.usage.includes("...")) return;
  const most = command.usage.split(" ").filter((word) => word !== "").length;
  const surplus = positionals[most];
  if (surplus === undefined) return;
  throw wrongUsage(`'${surplus}' is one argument too many. See \`trainyard ${command.name} --help\`.`);
}

/** A whole number of at least `least`, from the text of an option. */
export function wholeNumber(args: Arguments, name: string, least: number): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
  throw wrongUsage(`--${name} takes a whole number of at least ${least}, not '${text}'.`);
}
