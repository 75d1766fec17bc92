/**
 * What may stand where in a dvc.yaml, as data: the checker, completion and hover all read these tables. They follow
 * DVC's own schema (`dvc/schema.py`), which is checked before anything is interpolated.
 */
export type Shape =
  | { readonly kind: "text" | "flag" | "nothing" | "anything" | "mapping" }
  | { readonly kind: "list"; readonly items: Shape }
  /** Names that the user chooses; `what` is the word for one of them. */
  | { readonly kind: "named"; readonly what: string; readonly values: Shape }
  /** `rules` are `keys` to look up in, and `required` the names of those that have to be there. */
  | {
      readonly kind: "record";
      readonly keys: Keys;
      readonly rules: ReadonlyMap<string, KeyRule>;
      readonly required: readonly string[];
    }
  | { readonly kind: "oneOf"; readonly shapes: readonly Shape[] }
  /** One of two records: the second when the mapping has any of the given keys. */
  | {
      readonly kind: "either";
      readonly usual: Shape;
      readonly when: readonly string[];
      readonly special: Shape;
    };

export interface KeyRule {
  readonly shape: Shape;
  /** One line for completion and hover. */
  readonly description: string;
  readonly required?: true;
  /** Accepted, but without effect. */
  readonly deprecated?: true;
}

export type Keys = Readonly<Record<string, KeyRule>>;

const text: Shape = { kind: "text" };
const flag: Shape = { kind: "flag" };
const anything: Shape = { kind: "anything" };
const nothing: Shape = { kind: "nothing" };
const mapping: Shape = { kind: "mapping" };
const listOf = (items: Shape): Shape => ({ kind: "list", items });
const oneOf = (...shapes: readonly Shape[]): Shape => ({ kind: "oneOf", shapes });
const named = (what: string, values: Shape): Shape => ({ kind: "named", what, values });
const record = (keys: Keys): Shape => {
  const required = Object.entries(keys).flatMap(([name, rule]) => (rule.required === true ? [name] : []));
  return { kind: "record", keys, rules: new Map(Object.entries(keys)), required };
};

const annotations: Keys = {
  desc: { shape: text, description: "What this is, for people; DVC does not read it." },
  type: { shape: text, description: "The kind of thing this is, such as model or dataset." },
  labels: { shape: listOf(text), description: "Labels to find it by." },
  meta: { shape: anything, description: "Any data of your own; DVC does not read it." },
};

const outputKeys: Keys = {
  cache: { shape: flag, description: "Keep it in DVC's cache (default true); false leaves it to Git." },
  persist: { shape: flag, description: "Leave it in place when the stage runs again (default false)." },
  push: { shape: flag, description: "Upload it with dvc push (default true)." },
  remote: { shape: text, description: "The remote to push it to and pull it from." },
  ...annotations,
  checkpoint: { shape: flag, description: "A leftover of DVC 2 without any effect.", deprecated: true },
};

const plotTexts: Keys = {
  template: {
    shape: text,
    description: "The plot template: linear, scatter, confusion, or a file of your own.",
  },
  x_label: { shape: text, description: "The title of the x axis." },
  y_label: { shape: text, description: "The title of the y axis." },
  title: { shape: text, description: "The title of the plot." },
};

const plotOutputKeys: Keys = {
  ...outputKeys,
  x: { shape: text, description: "The column of the x axis; the row number without it." },
  y: { shape: text, description: "The column of the y axis; the last column without it." },
  ...plotTexts,
  header: {
    shape: flag,
    description: "Whether the first row of a CSV or TSV file names the columns (default true).",
  },
};

const output = oneOf(text, named("output", record(outputKeys)));
const plotOutput = oneOf(text, named("plot output", record(plotOutputKeys)));
const variables = listOf(oneOf(text, mapping));
const parameterKeys = oneOf(listOf(anything), nothing);

const stageKeys: Keys = {
  cmd: {
    shape: oneOf(text, listOf(anything)),
    description: "The command to run, or a list of them.",
    required: true,
  },
  deps: { shape: listOf(text), description: "Files and folders that the command reads." },
  params: {
    shape: listOf(oneOf(text, named("parameter file", parameterKeys))),
    description: "Parameters that the command reads: keys of params.yaml, or keys by file.",
  },
  outs: { shape: listOf(output), description: "Files and folders that the command writes." },
  metrics: { shape: listOf(output), description: "Files of metrics that the command writes." },
  plots: { shape: listOf(plotOutput), description: "Files to plot that the command writes." },
  wdir: { shape: text, description: "The folder to run in; paths of the stage are relative to it." },
  vars: { shape: variables, description: "Values for ${} in this stage: files, or mappings written here." },
  matrix: {
    shape: named("axis", oneOf(text, listOf(anything))),
    description: "Makes one stage of every combination; ${item.axis} is the value.",
  },
  frozen: { shape: flag, description: "Never run the stage again, whatever changes." },
  always_changed: { shape: flag, description: "Run the stage every time." },
  desc: { shape: text, description: "What the stage does, for people." },
  meta: { shape: anything, description: "Any data of your own; DVC does not read it." },
};

const stage = record(stageKeys);

const groupKeys: Keys = {
  foreach: {
    shape: oneOf(listOf(anything), mapping, text),
    description: "A list or mapping: one stage is made of each item.",
    required: true,
  },
  do: { shape: stage, description: "The stage to make; ${item} and ${key} are the item's.", required: true },
};

const plotDefinition = record({
  x: { shape: oneOf(text, named("file", text)), description: "The column of the x axis, or {file: column}." },
  y: {
    shape: oneOf(text, listOf(text), named("file", oneOf(text, listOf(text)))),
    description: "The columns of the y axis, or {file: columns}.",
  },
  ...plotTexts,
});

const artifact = record({
  path: { shape: text, description: "The file or folder that is the artifact.", required: true },
  ...annotations,
});

/** What stands below `stages`: plain stages, those with `matrix`, and `foreach` groups. */
export const stagesShape: Shape = named("stage", {
  kind: "either",
  usual: stage,
  when: ["foreach", "do"],
  special: record(groupKeys),
});

/** A whole dvc.yaml. */
export const pipelineShape: Shape = record({
  stages: {
    shape: stagesShape,
    description: "The steps of the pipeline.",
  },
  vars: {
    shape: variables,
    description: "Values for ${}: files, or mappings written here. params.yaml is always read.",
  },
  params: { shape: listOf(text), description: "Files of parameters that no stage names." },
  metrics: { shape: listOf(text), description: "Files of metrics that no stage names." },
  plots: {
    shape: listOf(oneOf(text, named("plot", oneOf(plotDefinition, nothing)))),
    description: "Plots to draw, by file or by name.",
  },
  artifacts: {
    shape: named("artifact", artifact),
    description: "Models and other artifacts for the registry.",
  },
  datasets: {
    shape: oneOf(listOf(anything), mapping, text),
    description: "Datasets that stages depend on as ds://name.",
  },
});

/**
 * The keys that may stand in the mapping at a place, for example `["stages", "train"]`. Numbers are list indices. At a
 * stage, the keys of a plain stage and of a `foreach` group are both given. Empty where the user chooses the names.
 */
export function keysAt(path: readonly (string | number)[]): Keys {
  const records = shapesAt(path).flatMap((shape) => (shape.kind === "record" ? [shape.keys] : []));
  return Object.fromEntries(records.flatMap((keys) => Object.entries(keys)));
}

/** The rule of the key that a place ends with, if it is one that DVC defines. */
export function ruleAt(path: readonly (string | number)[]): KeyRule | undefined {
  const key = path.at(-1);
  return typeof key === "string"
    ? Object.entries(keysAt(path.slice(0, -1))).find(([name]) => name === key)?.[1]
    : undefined;
}

/** Every key that DVC defines somewhere in a dvc.yaml. */
export function allKeys(shape: Shape = pipelineShape): ReadonlySet<string> {
  if (shape.kind === "list") return allKeys(shape.items);
  if (shape.kind === "named") return allKeys(shape.values);
  if (shape.kind === "oneOf") return new Set(shape.shapes.flatMap((one) => [...allKeys(one)]));
  if (shape.kind === "either") return new Set([...allKeys(shape.usual), ...allKeys(shape.special)]);
  if (shape.kind !== "record") return new Set();
  const below = Object.values(shape.keys).flatMap((rule) => [...allKeys(rule.shape)]);
  return new Set([...Object.keys(shape.keys), ...below]);
}

/** What may stand at a place: the alternatives, each of them a single shape. */
export function shapesAt(path: readonly (string | number)[]): readonly Shape[] {
  return path.reduce<readonly Shape[]>(
    (shapes, step) => shapes.flatMap((shape) => below(shape, step)),
    alternatives(pipelineShape),
  );
}

function below(shape: Shape, step: string | number): readonly Shape[] {
  if (shape.kind === "list") return typeof step === "number" ? alternatives(shape.items) : [];
  if (typeof step !== "string") return [];
  if (shape.kind === "named") return alternatives(shape.values);
  if (shape.kind !== "record") return [];
  const rule = Object.entries(shape.keys).find(([name]) => name === step)?.[1];
  return rule === undefined ? [] : alternatives(rule.shape);
}

function alternatives(shape: Shape): readonly Shape[] {
  if (shape.kind === "oneOf") return shape.shapes.flatMap(alternatives);
  return shape.kind === "either" ? [shape.usual, shape.special] : [shape];
}
