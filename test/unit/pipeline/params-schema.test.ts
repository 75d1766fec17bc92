import { describe, expect, it } from "vitest";
import { readParamsSchema, readSchemaOf, schemaPathsOf } from "#core/pipeline/params/params-schema";
import type { ParamsSchema } from "#core/pipeline/params/params-schema";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { toValue } from "#core/pipeline/to-value";
import type { Value } from "#core/pipeline/value";

function schemaFrom(text: string): ParamsSchema {
  const { schema, problems } = readParamsSchema("params.schema.yaml", text);
  if (!schema) throw new Error(problems.map(({ message }) => message).join("\n"));
  return schema;
}

const valueOf = (text: string): Value => toValue(parseYaml("params.yaml", text).root);

const schema = schemaFrom(`\
$defs:
  rate: {type: number, exclusiveMinimum: 0, maximum: 1, description: How far a step goes, default: 0.1}
properties:
  train:
    required: [lr]
    additionalProperties: false
    properties:
      lr: {$ref: '#/$defs/rate'}
      epochs: {type: integer, minimum: 1}
      layers: {type: array, items: {type: integer}}
  model:
    enum: [cnn, vit]
    title: Which network
  seed:
    anyOf: [{type: integer}, {type: 'null'}]
patternProperties:
  ^x_: {type: string}
`);

describe("what a schema says of a parameter", () => {
  it.each<[string, unknown]>([
    [
      "train.lr",
      {
        types: ["number"],
        exclusiveMinimum: 0n,
        maximum: 1n,
        description: "How far a step goes",
        default: 0.1,
      },
    ],
    ["train.epochs", { types: ["integer"], minimum: 1n }],
    ["train.layers.3", { types: ["integer"] }],
    ["model", { types: [], choices: ["cnn", "vit"], description: "Which network" }],
    ["x_name", { types: ["string"] }],
    ["train.other", undefined],
    ["train.lr.deeper", undefined],
    ["other", undefined],
  ])("%s", (key, facts) => expect(schema.factsOf(key)).toEqual(facts));

  it("lists the names of a level", () => {
    expect(schema.namesBelow("")).toEqual(["train", "model", "seed"]);
    expect(schema.namesBelow("train")).toEqual(["lr", "epochs", "layers"]);
    expect(schema.namesBelow("train.lr")).toEqual([]);
  });
});

describe("what a schema does not allow", () => {
  const told = (text: string): string[] =>
    schema.check(valueOf(text)).map(({ path, keyword }) => `${path.join(".")} ${keyword}`);

  it.each<[string, string[]]>([
    ["train: {lr: 0.1, epochs: 3, layers: [1, 2]}\nmodel: cnn\nseed:\n", []],
    ["train: {lr: 1e-3}", []],
    ["train: {lr: 1.0, epochs: 2.0}", []],
    ["train: {lr: 0}", ["train.lr exclusiveMinimum"]],
    ["train: {lr: high, epochs: 0}", ["train.lr type", "train.epochs minimum"]],
    ["train: {lr: 2, layers: [1, a]}", ["train.lr maximum", "train.layers.1 type"]],
    ["train: {epoch: 1}", ["train required", "train.epoch false"]],
    ["model: resnet", ["model enum"]],
    ["seed: text", ["seed anyOf"]],
    ["x_a: 1", ["x_a type"]],
    ["train: 1", []],
  ])("%s", (text, violations) => expect(told(text)).toEqual(violations));

  it("checks one value without the rest of its file", () => {
    expect(schema.checkValue("train.epochs", 0n)).toMatchObject([
      { path: ["train", "epochs"], keyword: "minimum", wanted: 1n },
    ]);
    expect(schema.checkValue("train.epochs", 5n)).toEqual([]);
    expect(schema.checkValue("train.lr", 5)).toMatchObject([{ keyword: "maximum", wanted: 1n }]);
  });
});

describe("schemas that cannot be used", () => {
  const messages = (text: string): string[] =>
    readParamsSchema("params.schema.yaml", text).problems.map(({ code, message }) => `${code} ${message}`);

  it.each([
    ["[1]", "params/schema-broken A schema is a mapping with keys such as 'properties'."],
    ["$ref: '#/$defs/nope'", "params/schema-broken This schema cannot be used: "],
    ["$ref: '#'", "params/schema-broken This schema cannot be used: it refers to itself without end."],
    ["a: [", "yaml/unclosed-flow "],
  ])("%s", (text, message) => expect(messages(text)[0]).toContain(message));

  it("goes on where a part that was not used makes no sense", () => {
    const odd = schemaFrom("properties: {a: {pattern: '('}, b: {$ref: '#/nowhere'}}");
    expect(odd.check(valueOf("{a: x, b: 1}"))).toEqual([]);
    expect(odd.factsOf("b.c")).toBeUndefined();
  });
});

it("is looked for beside the parameter file", () => {
  expect(schemaPathsOf("conf/model.toml")).toEqual(["conf/model.schema.json", "conf/model.schema.yaml"]);
  const read = (path: string) => (path === "params.schema.yaml" ? "type: object" : undefined);
  expect(readSchemaOf("params.yaml", read)?.schema?.file).toBe("params.schema.yaml");
  expect(readSchemaOf("other.yaml", read)).toBeUndefined();
});
