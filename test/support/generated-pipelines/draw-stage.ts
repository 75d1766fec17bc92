import type { Random } from "./random.ts";
import { oddScalars, type Names } from "./variables.ts";
import { raw, type Yaml } from "./yaml-text.ts";

type Mapping = { readonly [key: string]: Yaml };

/** What a stage is drawn with. */
export interface Drawing {
  readonly random: Random;
  readonly names: Names;
  /** Told apart from the outputs of other stages by this. */
  readonly label: string;
  /** The first of its group: foreach or matrix names that are not in the variables of the file. */
  readonly items: readonly string[];
  readonly files: Record<string, string>;
  /** The folder of the dvc.yaml, with a slash at its end unless it is the root. */
  readonly folder: string;
}

/** A stage, or a group of them: its features are chosen each by itself, so that they meet in all ways. */
export function drawDefinition(drawing: Omit<Drawing, "items">): Mapping {
  const { random, names } = drawing;
  const kind = random.pick(["plain", "plain", "foreach", "matrix"]);
  if (kind === "plain") return drawStage({ ...drawing, items: [] });
  if (kind === "foreach") {
    const { data, items } = foreachData(names, random);
    return { foreach: data, do: drawStage({ ...drawing, items }) };
  }
  const { data, items } = matrixData(names, random);
  return { ...drawStage({ ...drawing, items }), matrix: data };
}

function foreachData(
  names: Names,
  random: Random,
): { readonly data: Yaml; readonly items: readonly string[] } {
  const scalars = random.some(oddScalars, 4);
  const choices: readonly (() => { readonly data: Yaml; readonly items: readonly string[] })[] = [
    () => ({ data: scalars, items: ["item"] }),
    () => ({ data: ["a", "b", 1, 1.5, true], items: ["item"] }),
    () => ({
      data: [
        { n: 1, s: "x" },
        { n: 2, s: "y" },
      ],
      items: ["item.n", "item.s"],
    }),
    () => ({ data: ["a", [1, 2], { n: 1 }], items: [] }),
    () => ({ data: { one: { n: 1 }, two: { n: 2 } }, items: ["item.n", "key"] }),
    () => ({
      data: { "raw:1": "a", "raw:false": "b", "raw:null": "c", "raw:1.5": "d" },
      items: ["item", "key"],
    }),
    () => ({ data: { one: 1, two: null }, items: ["item", "key"] }),
    () => ({ data: `\${${pickOr(names.lists, random)}}`, items: ["item"] }),
    () => ({ data: `\${${pickOr(names.mappings, random)}}`, items: ["key"] }),
    () => ({ data: ["x", `\${${pickOr(names.scalars, random)}}`, "y"], items: ["item"] }),
    () => ({ data: { a: `\${${pickOr(names.scalars, random)}}`, b: 2 }, items: ["item", "key"] }),
    () => ({ data: [], items: ["item"] }),
  ];
  return random.pick(choices)();
}

function matrixData(
  names: Names,
  random: Random,
): { readonly data: Yaml; readonly items: readonly string[] } {
  const axes: Record<string, Yaml> = {
    size: ["s", "m"],
    depth: random.pick<Yaml>([[1, 2.0], [true], `\${${pickOr(names.lists, random)}}`]),
    ...(random.chance(0.4) && { model: ["linear", { name: "tree", n: 3 }, [1, 2]] }),
    ...(random.chance(0.2) && { text: "ab" }),
    ...(random.chance(0.2) && { keys: `\${${pickOr(names.mappings, random)}}` }),
  };
  return { data: axes, items: ["item.size", "item.depth", "key"] };
}

/** A name that is there, or one that is not: then DVC and ours must both say so. */
function pickOr(found: readonly string[], random: Random): string {
  return found.length === 0 || random.chance(0.003) ? "nowhere.to.be" : random.pick(found);
}

function drawStage(drawing: Drawing): Mapping {
  const { random } = drawing;
  const wdir = drawFolder(drawing);
  const fields: readonly [number, () => Mapping][] = [
    [1, () => ({ cmd: drawCommand(drawing) })],
    [0.5, () => wdir],
    [0.7, () => ({ deps: drawDeps(drawing) })],
    [0.6, () => ({ params: drawParams(drawing) })],
    [0.7, () => ({ outs: drawOuts(drawing, "o", {}) })],
    [0.3, () => ({ metrics: drawOuts(drawing, "m", {}) })],
    [
      0.3,
      () => ({
        plots: drawOuts(drawing, "p", { x: "step", y: text(drawing), header: false, title: text(drawing) }),
      }),
    ],
    [0.25, () => ({ vars: drawVars(drawing, "wdir" in wdir ? wdir["wdir"] : ".") })],
    [0.15, () => ({ frozen: random.chance(0.7) })],
    [0.15, () => ({ always_changed: random.chance(0.7) })],
    [0.2, () => ({ desc: text(drawing) })],
    [0.2, () => ({ meta: { [text(drawing)]: [text(drawing), random.pick(oddScalars)] } })],
  ];
  return Object.assign(
    {},
    ...fields.map(([probability, make]) => (random.chance(probability) ? make() : {})),
  ) as Mapping;
}

function drawFolder({ random, names }: Drawing): Mapping {
  const choices = ["sub", "./sub", "sub/deep/..", ".", "", `dir-\${${pickOr(names.scalars, random)}}`];
  return random.chance(0.5) ? { wdir: random.pick(choices) } : {};
}

/** Text with expressions in all the forms that the grammar has. */
function text({ random, names, items }: Drawing): string {
  const name = random.chance(0.5) && items.length > 0 ? random.pick(items) : pickOr(names.scalars, random);
  const brackets = name.replace(/\.(\w+)$/, "[$1]");
  const forms = [
    "plain",
    `\${${name}}`,
    `a-\${${name}}-z`,
    `\${ ${name} }`,
    `\${${brackets}}`,
    `\${ ${brackets.replace("[", "[ ").replace("]", " ]")} }x`,
    `\\\${${name}}`,
    `$\${${name}}`,
    `\${${name}}\${${name}}`,
    `\${${name}} } {`,
    `$HOME \${unclosed`,
    `\\\${kept} \${${name}}`,
  ];
  return random.pick(forms);
}

function drawCommand(drawing: Drawing): Yaml {
  const { random, names } = drawing;
  const line = (): string => `echo ${text(drawing)}`;
  const choices: readonly (() => Yaml)[] = [
    line,
    line,
    () => [line(), line()],
    () => `train \${${pickOr(names.mappings, random)}} --end`,
    () => `train \${${pickOr(names.mappings, random)}}`,
    () => `\${${pickOr(names.scalars, random)}}`,
    () => `${line()}\n${line()}\n`,
    () => [line(), 5, true],
    () => raw(">-\n" + " ".repeat(12) + "echo one\n" + " ".repeat(12) + "two"),
  ];
  const chosen = random.pick(choices)();
  return typeof chosen === "object" && chosen !== null && "raw" in chosen ? "echo one two" : chosen;
}

function drawDeps(drawing: Drawing): Yaml {
  const { random, label } = drawing;
  const paths = [
    "in.txt",
    "./in.txt",
    "data",
    "data/",
    "data/sub/x.txt",
    "a b.txt",
    "a//b.txt",
    "x/../in.txt",
    "é.txt",
  ];
  return [
    ...random.some(paths, 3),
    ...(random.chance(0.4) ? [`in-${label}-${text(drawing)}.txt`] : []),
    ...random.some(paths, 1, 0),
  ];
}

function drawParams(drawing: Drawing): Yaml {
  const { random, files, folder } = drawing;
  files[`${folder}own.json`] ??= '{"a": {"b": 1}, "list": [1, 2]}';
  files[`${folder}own.toml`] ??= "a = 1\n[b]\nc = 2.5\n";
  files[`${folder}own.py`] ??= "A = 1\nclass B:\n    c = 2.5\n";
  const keys = "pa p.in.ner pl.0 pl.-1 p* p.*.ner **.ner p[am] .pa pa. missing.key 99".split(" ");
  const entries: readonly Yaml[] = [
    ...keys,
    text(drawing),
    { "params.yaml": ["pb", "pm"] },
    { "params.yaml": null },
    { "own.json": ["a.b", "list.1"], "own.toml": null },
    { "own.py": ["A", "B.c"] },
    { "own.toml": ["b.c"] },
    { "./own.json": [] },
    { "own.yaml": [1, 1.5, true, raw("~")] },
  ];
  return random.some(entries, 4);
}

function drawOuts(drawing: Drawing, prefix: string, plot: Mapping): Yaml {
  const { random, label, items } = drawing;
  const apart = items.map((name) => `\${${name}}`).join("-");
  const name = `${prefix}-${label}-${apart}`;
  const flags: Mapping = {
    cache: random.chance(0.5),
    persist: random.chance(0.5),
    push: random.chance(0.5),
    remote: "store",
    desc: text(drawing),
    type: "model",
    labels: ["a", text(drawing)],
    meta: { any: [1, { thing: null }] },
    ...plot,
  };
  const chosen = (): Mapping => Object.fromEntries(random.some(Object.entries(flags), 4, 0));
  const entries: readonly Yaml[] = [
    `${name}.txt`,
    { [`${name}.f`]: chosen() },
    { [`${name}-1.txt`]: chosen(), [`${name}-2`]: chosen() },
    `./${name}-3.txt`,
    `dir-${name}`,
  ];
  const some = random.some(entries, 3);
  return random.chance(0.1) ? [...some, { [`${name}.f`]: { persist: true } }, `${name}.f`] : some;
}

function drawVars({ random, files, folder, label }: Drawing, wdir: Yaml | undefined): Yaml {
  const inline: Yaml = { [`own${label}`]: { a: random.pick(oddScalars) } };
  if (typeof wdir !== "string" || wdir.includes("$") || random.chance(0.5)) return [inline];
  files[`${folder}sub/stage.yaml`] ??= "st: {a: 1, b: two}\nmore: 2\n";
  const isThere = wdir.includes("sub") && !wdir.includes("..");
  return isThere ? [inline, random.pick(["stage.yaml", "./stage.yaml:st", "stage.yaml:st,more"])] : [inline];
}
