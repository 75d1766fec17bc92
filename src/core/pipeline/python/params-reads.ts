/** A parameter that a Python script takes out of a file by its name. */
export interface ParameterRead {
  /** As the script writes it, relative to the folder in which it runs. */
  readonly file: string;
  /** Dotted. */
  readonly key: string;
  /** Offsets in the script. */
  readonly start: number;
  readonly end: number;
}

/** A variable of the script and what it holds: a file, or what is below a key of it. */
interface Bound {
  readonly name: string;
  readonly file: string;
  readonly prefix: readonly string[];
}

const subscripts = String.raw`((?:\[\s*(?:"[^"\\\n]*"|'[^'\\\n]*')\s*\])*)`;

/** Expressions that read a file of parameters as a whole; the file is the first group that takes part. */
const readings: readonly string[] = [
  String.raw`yaml\s*\.\s*(?:safe_load|load|full_load)\s*\(\s*open\s*\(\s*["']([^"'\n]+\.ya?ml)["'][^()\n]*\)(?:\s*,[^()\n]*)?\)`,
  String.raw`json\s*\.\s*load\s*\(\s*open\s*\(\s*["']([^"'\n]+\.json)["'][^()\n]*\)\s*\)`,
  String.raw`(?:dvc\s*\.\s*)?(?:api\s*\.\s*)?params_show\s*\(\s*(?:["']([^"'\n]+)["']\s*)?\)`,
];

const opened = String.raw`with\s+open\s*\(\s*["']([^"'\n]+\.(?:ya?ml|json))["'][^()\n]*\)\s*as\s+(\w+)\s*:[^\n]*\n\s+(\w+)\s*=\s*(?:yaml\s*\.\s*(?:safe_load|load|full_load)|json\s*\.\s*load)\s*\(\s*\2\b[^()\n]*\)`;

/**
 * The parameters that a Python script reads in a way that leaves no doubt: a file is loaded into a variable that gets no
 * other value, and texts stand in the brackets after it. What else a script may read is not known.
 */
export function parameterReads(script: string): ParameterRead[] {
  const text = script.replace(/^[ \t]*#.*$/gm, (comment) => " ".repeat(comment.length));
  const bound = [...boundToFiles(text)].filter(({ name }) => isAssignedOnce(name, text));
  const below = bound.flatMap((from) => boundToKeys(from, text));
  const all = [...bound, ...below.filter(({ name }) => isAssignedOnce(name, text))];
  return all.flatMap((variable) => readsOf(variable, text));
}

function* boundToFiles(text: string): Generator<Bound> {
  for (const reading of readings) {
    for (const [, name = "", file = "params.yaml", keys = ""] of text.matchAll(
      new RegExp(String.raw`^[ \t]*(\w+)\s*=\s*${reading}${subscripts}\s*$`, "gm"),
    )) {
      yield { name, file, prefix: keysIn(keys) };
    }
  }
  for (const [, file = "", , name = "", keys = ""] of text.matchAll(
    new RegExp(opened + String.raw`${subscripts}\s*$`, "gm"),
  )) {
    yield { name, file, prefix: keysIn(keys) };
  }
}

/** `train = params["train"]`. */
function boundToKeys({ name: from, file, prefix }: Bound, text: string): Bound[] {
  const pattern = new RegExp(String.raw`^[ \t]*(\w+)\s*=\s*${from}${subscripts}[ \t]*$`, "gm");
  return [...text.matchAll(pattern)].flatMap(([, name = "", keys = ""]) =>
    keys === "" ? [] : [{ name, file, prefix: [...prefix, ...keysIn(keys)] }],
  );
}

/** The longest name after each mention of a variable. Of a part that another variable is bound to, what is read counts. */
function readsOf({ name, file, prefix }: Bound, text: string): ParameterRead[] {
  const mention = new RegExp(String.raw`(?<![\w.])${name}(?!\w)${subscripts}`, "g");
  return [...text.matchAll(mention)].flatMap((found): ParameterRead[] => {
    const keys = keysIn(found[1] ?? "");
    const lineStart = text.lastIndexOf("\n", found.index) + 1;
    const lineEnd = text.indexOf("\n", found.index);
    const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
    const bound = new RegExp(String.raw`^\s*(\w+)\s*=\s*${name}${subscripts}\s*$`).exec(line)?.[1];
    const isBinding = bound !== undefined && new RegExp(String.raw`(?<![\w.])${bound}\s*\[`).test(text);
    const key = [...prefix, ...keys].join(".");
    const isDotted = keys.some((part) => part.includes("."));
    if (keys.length === 0 || isBinding || isDotted) return [];
    return [{ file, key, start: found.index, end: found.index + found[0].length }];
  });
}

function keysIn(brackets: string): string[] {
  return [...brackets.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? "");
}

function isAssignedOnce(name: string, text: string): boolean {
  const assigned = new RegExp(
    String.raw`(?<![\w.])${name}\s*(?::[^=\n]*)?=(?!=)|\bfor\s+${name}\b|\bas\s+${name}\b|\bdef\s+\w+\([^)]*\b${name}\b`,
    "g",
  );
  return [...text.matchAll(assigned)].length === 1;
}
