import type { Random } from "./random.ts";
import { type Raw, raw, type Yaml, yamlText } from "./yaml-text.ts";

/** What the stages of a draft can name in `${}`. */
export interface Names {
  readonly scalars: string[];
  readonly lists: string[];
  readonly mappings: string[];
}

/** Files of variables, the `vars` that load them, and the names that they define. */
export interface Variables {
  readonly files: Record<string, string>;
  readonly vars: readonly Yaml[];
  readonly names: Names;
}

/** Scalars on which YAML readers disagree, and all of the plain ones. */
export const oddScalars: readonly Raw[] = `
1 | -1 | +1 | 1.0 | -0.0 | .5 | 1. | 1e5 | 1e-5 | 1E+3 | 1.5e300 | 0o17 | 010 | 0x1F | 0b101
1_000 | 1__0 | 1_000.5 | 123456789012345678901234567890 | 1e16 | 1e22 | 0.1 | 1e-4 | 0.00001
.inf | -.inf | .nan | .NaN | true | True | TRUE | false | null | ~ | Null |
yes | no | on | off | y | 1:30 | 12:30:45 | 1e | 0x | 0o8 | _1 | .e5 | 1.2.3 | --1 | tRue
é😀 | a b | it's | "a\\nb" | '007' | "1" | "\${x}" | 'a: b # c' | "tab\\there" | a#b | -a`
  .split(/[\n|]/)
  .map((text) => raw(text.trim()));

const texts = [
  "small",
  "large file",
  "x-y_z",
  "a/b",
  "50%",
  "$HOME",
  "q'q",
  'd"d',
  "*",
  "a;b",
  "(a)",
  "~",
  "é",
];

/** `params.yaml` and perhaps other files and inline `vars`, in every form that DVC takes. */
export function drawVariables(random: Random): Variables {
  const names: Names = { scalars: [], lists: [], mappings: [] };
  const files: Record<string, string> = {};
  const vars: Yaml[] = [];
  if (random.chance(0.9)) files["params.yaml"] = yamlText(drawMapping("p", names, random), random);
  const more: (() => void)[] = [
    () => vars.push(drawMapping("v", names, random)),
    () => vars.push({ p: { more: { [`late${random.below(9)}`]: 3 } } }),
    () => addFile("conf/more.yaml", yamlText(drawMapping("m", names, random), random)),
    () => addFile("more.json", jsonFile(names)),
    () => addFile("conf/more.toml", tomlFile(names)),
    () => addFile("more.py", pythonFile(names)),
    () => {
      files["part.yaml"] = "qa: 1\nqb: [1, 2]\nqc: {z: 3}\nhidden: 4\n";
      vars.push("part.yaml:qa,qb", "./part.yaml:qc,");
      names.scalars.push("qa", "qc.z");
      names.lists.push("qb");
    },
    () => {
      if ("params.yaml" in files) vars.push("params.yaml");
    },
  ];
  const addFile = (path: string, text: string): void => {
    files[path] = text;
    vars.push(path);
  };
  for (const add of random.some(more, 3, "params.yaml" in files ? 0 : 1)) add();
  return { files, vars, names };
}

function drawMapping(prefix: string, names: Names, random: Random): { readonly [key: string]: Yaml } {
  const scalar = (): Yaml => (random.chance(0.6) ? random.pick(oddScalars) : random.pick(texts));
  const list = (): Yaml[] => Array.from({ length: random.below(4) + 1 }, scalar);
  names.scalars.push(
    `${prefix}a`,
    `${prefix}b`,
    `${prefix}.in.ner`,
    `${prefix}.deep[0]`,
    `${prefix}l[0]`,
    `${prefix}l.-1`,
  );
  names.lists.push(`${prefix}l`, `${prefix}.deep`);
  names.mappings.push(`${prefix}`, `${prefix}.in`, `${prefix}m`);
  return {
    [`${prefix}a`]: scalar(),
    [`${prefix}b`]: scalar(),
    [`${prefix}l`]: list(),
    [`${prefix}m`]: { one: scalar(), two: { three: scalar(), flag: random.chance(0.5) }, list: list() },
    [prefix]: { in: { ner: scalar(), "with space": 1 }, deep: list(), more: {} },
    [`raw:${random.below(99)}`]: "a key that is a number",
    ...(random.chance(0.2) && { [`raw:${prefix}.dotted`]: 1 }),
  };
}

function jsonFile(names: Names): string {
  names.scalars.push("j.rate", "j.name");
  names.mappings.push("j");
  return '{"j": {"rate": 1e-3, "name": "\\u00e9", "big": 12345678901234567890, "none": null, "list": [1, 2.0]}}\n';
}

function tomlFile(names: Names): string {
  names.scalars.push("t.rate", "t.count", "t.text", "t.sub.flag");
  names.lists.push("t.list");
  names.mappings.push("t.sub");
  return [
    "[t]",
    "rate = 1e-3",
    "count = 1_000",
    'text = "a\\u00e9"',
    "list = [1, 2, 3]",
    "hex = 0xFF",
    "endless = inf",
    "whole = 3.0",
    "[t.sub]",
    "flag = true",
    "raw = 'C:\\x'",
    "[[t.rows]]",
    "n = 1",
    "",
  ].join("\n");
}

function pythonFile(names: Names): string {
  names.scalars.push("LR", "Train.epochs", "Train.Deep.name", "Train.seed");
  names.lists.push("LAYERS");
  names.mappings.push("OPTIONS", "Train");
  return `import os

LR = 1e-3  # a comment
LAYERS = [1, 2, -3]
OPTIONS = {"a": 1, "b": [1, 2], "c": {"d": None}}
NAME: str = 'it''s' "joined"
HEX = 0x_ff
SKIPPED = os.getcwd()
a = b = 3


class Train:
    """Settings."""

    epochs = 10
    rate: float = 0.5

    class Deep:
        name = r"raw-n"

    def __init__(self):
        self.seed = 42
        local = 1

    def other(self):
        self.never = 1
`;
}
