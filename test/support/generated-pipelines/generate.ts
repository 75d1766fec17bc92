import { drawDefinition } from "./draw-stage.ts";
import { type Random, seededRandom } from "./random.ts";
import { drawVariables, oddScalars, type Names } from "./variables.ts";
import { raw, type Yaml, yamlText } from "./yaml-text.ts";

/** A small repository, made of a seed. */
export interface GeneratedPipeline {
  /** Names the seed and what is special, so that a failing test says which one it is. */
  readonly name: string;
  /** Text by repository-relative path; `.dvc/config` among them where settings matter. */
  readonly files: Readonly<Record<string, string>>;
  /** DVC takes it, and ours does not, for a reason. */
  readonly isOnlyOurs?: boolean;
}

/** A repository whose features are drawn independently of each other. */
export function generatePipeline(seed: number): GeneratedPipeline {
  const random = seededRandom(seed);
  const files: Record<string, string> = {};
  Object.assign(files, drawFolder("", random));
  if (random.chance(0.4)) Object.assign(files, drawFolder("team/", random));
  if (random.chance(0.2)) {
    files["ignored/dvc.yaml"] = "not: valid\n";
    files[".dvcignore"] = "ignored\n";
  }
  // Without the remote that outputs name, DVC sees nothing at all where it reads files through its cache.
  files[".dvc/config"] = `['remote "store"']\n    url = ../../store\n`;
  if (random.chance(0.3)) {
    const bool = random.pick(["store_true", "boolean_optional"]);
    files[".dvc/config"] += `[parsing]\n    bool = ${bool}\n    list = ${random.pick(["nargs", "append"])}\n`;
  }
  return { name: `seed ${seed}`, files };
}

function drawFolder(folder: string, random: Random): Record<string, string> {
  const { files, vars, names } = drawVariables(random);
  const own = Object.fromEntries(Object.entries(files).map(([path, text]) => [folder + path, text]));
  const count = 1 + random.below(4);
  const stages = Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const label = `${folder.slice(0, 1)}${index}`;
      return [
        random.pick(["s", "train", "a-b", "x.y"]) + label,
        drawDefinition({ random, names, label, files: own, folder }),
      ];
    }),
  );
  const document: Record<string, Yaml> = {
    ...(vars.length > 0 && { vars }),
    stages,
    ...drawTopLevel(names, random),
  };
  own[`${folder}dvc.yaml`] = yamlText(document, random);
  return own;
}

function drawTopLevel({ scalars }: Names, random: Random): Record<string, Yaml> {
  const name = scalars.length > 0 ? `\${${random.pick(scalars)}}` : "none";
  const sections: Record<string, Yaml> = {
    metrics: ["metrics.json", `m-${name}.json`],
    params: ["more/params.json", `p-${name}.yaml`],
    plots: [
      "plot.csv",
      { [`plot-${name}.csv`]: { x: "step", y: ["a", name] } },
      { wide: { y: { "a.csv": "x", "b.csv": ["y", "z"] } } },
    ],
    artifacts: {
      model: { path: `model-${name}.pkl`, type: "model", labels: ["a"], meta: random.pick(oddScalars) },
    },
    datasets: [{ name: "ds", url: `s3://bucket/${name}`, type: "url" }],
  };
  return Object.fromEntries(random.some(Object.entries(sections), 3, 0));
}

/** Repositories that show a side of YAML or of DVC's reading that no drawing would hit. */
export const oddPipelines: readonly GeneratedPipeline[] = [
  {
    name: "anchors, aliases and merge keys",
    files: {
      "params.yaml": "base: &base {a: 1, b: 2}\nmore:\n  <<: *base\n  b: 3\nmost:\n  <<: [*base, {c: 4}]\n",
      "dvc.yaml":
        "x-y: &x\n".replace(/.*\n/, "") +
        "stages:\n  one: &one\n    cmd: echo ${more.a} ${more.b} ${most.c}\n    outs: &outs [one.txt]\n  two:\n    <<: *one\n    outs: [two.txt]\n  three:\n    cmd: &c echo\n    deps: *outs\n  four:\n    cmd: *c\n",
    },
  },
  {
    name: "keys that are not text",
    files: {
      "params.yaml": "1: one\ntrue: yes\n1.5: float\nnull: nothing\nsub: {1: a, x: b}\n",
      "dvc.yaml": 'stages:\n  a:\n    cmd: echo ${sub.x}\n    params: ["1", "sub.1", "1.5", "True"]\n',
    },
  },
  {
    name: "every scalar as an item",
    files: {
      "dvc.yaml": yamlText(
        {
          stages: {
            g: { foreach: oddScalars.filter((each) => !isEmptyOrDate(each)), do: { cmd: "echo ${item}" } },
          },
        },
        seededRandom(1),
      ),
    },
  },
  { name: "an empty file", files: { "dvc.yaml": "" } },
  { name: "a file that is false", files: { "dvc.yaml": "false\n" } },
  { name: "a file with comments only", files: { "dvc.yaml": "# nothing\n---\n" } },
];

function isEmptyOrDate(value: Yaml): boolean {
  return (
    typeof value === "object" && value !== null && "raw" in value && (value.raw === "" || value === raw(""))
  );
}
