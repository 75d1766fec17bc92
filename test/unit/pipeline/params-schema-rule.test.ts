import { describe, expect, it } from "vitest";
import { fixesOf, marksOf } from "../../support/fixes-of.ts";
import { problemsOf } from "../../support/pipeline-of.ts";

const stages = "stages:\n  a:\n    cmd: x\n    params: [{conf.json: }, {p.py: }]\n";
const schema = `\
additionalProperties: false
required: [seed]
properties:
  lr: {type: number, minimum: 0, exclusiveMaximum: 1}
  model: {enum: [cnn, vit]}
  layers: {type: array, items: {type: integer}}
  seed: {type: integer}
  name: {type: string}
  flag: {type: boolean}
`;
const all = (params: string) => ({
  "dvc.yaml": "stages:\n  a:\n    cmd: x\n",
  "params.yaml": params,
  "params.schema.yaml": schema,
});

describe("a value that its schema does not allow", () => {
  it.each([
    ["seed: 1\nlr: high\n", "warning params/type [high]", "'lr' must be a number, not 'high'."],
    ["seed: 1\nlr: -1\n", "warning params/range [-1]", "'lr' must be at least 0, not -1."],
    ["seed: 1\nlr: 1.0\n", "warning params/range [1.0]", "'lr' must be less than 1, not 1.0."],
    [
      "seed: 1\nmodel: vti\n",
      "warning params/enum [vti]",
      "'model' must be one of 'cnn', 'vit', not 'vti'. Did you mean 'vit'?",
    ],
    ["seed: 1\nlayers: [1, b]\n", "warning params/type [b]", "'layers.1' must be a whole number, not 'b'."],
    ["seed: 1\nlayers: 5\n", "warning params/type [5]", "'layers' must be a list, not 5."],
    ["lr: 0\n", "warning params/required []", "The file lacks 'seed'."],
    [
      "sed: 1\nseed: 1\n",
      "warning params/not-in-schema [sed]",
      "'sed' is not a parameter that the schema knows. Did you mean 'seed'?",
    ],
  ])("%s", (params, mark, message) => {
    expect(
      marksOf(all(params), /^params.(type|range|enum|required|not-in-schema|schema-broken)|^yaml/),
    ).toEqual([mark]);
    expect(problemsOf(all(params))[0]?.message).toBe(message);
  });

  it.each([
    ["params/range", "seed: 1\nlr: -1 # r\n", "Change to 0", "seed: 1\nlr: 0 # r\n"],
    ["params/enum", "seed: 1\nmodel: vti\n", "Change to vit", "seed: 1\nmodel: vit\n"],
    ["params/type", "seed: '3'\n", "Change to 3", "seed: 3\n"],
    ["params/type", "seed: 1\nlr: '1e-3'\n", "Change to 0.001", "seed: 1\nlr: 0.001\n"],
    ["params/type", "seed: 1\nname: 5\n", "Change to '5'", "seed: 1\nname: '5'\n"],
    ["params/type", "seed: 1\nflag: no\n", "Change to false", "seed: 1\nflag: false\n"],
    ["params/not-in-schema", "seed: 1\nmodle: vit\n", "Change to 'model'", "seed: 1\nmodel: vit\n"],
    ["params/required", "lr: 0 # r\n", "Add 'seed' to params.yaml", "lr: 0 # r\nseed:\n"],
  ])("%s is repaired in %j", (code, before, title, after) => {
    expect(fixesOf(all(before), code)).toEqual({ [title]: { "params.yaml": after } });
  });

  it("takes what is missing from the schema's defaults, wherever it is missing", () => {
    const nested = `properties: {opt: {required: [lr, name], properties: {lr: {default: 0.1}, name: {}}}}\n`;
    const yaml = { ...all("opt:\n  x: 1\n"), "params.schema.yaml": nested };
    expect(fixesOf(yaml, "params/required")).toEqual({
      "Add 'opt.lr', 'opt.name' to params.yaml": {
        "params.yaml": "opt:\n  x: 1\n  lr: 0.1\n  name:\n",
      },
    });
    const json = {
      "dvc.yaml": stages,
      "conf.json": '{"a": 1}',
      "conf.schema.yaml": "required: [b]\nproperties: {b: {default: {c: [1]}}}\n",
    };
    expect(fixesOf(json, "params/required")).toEqual({
      "Add 'b' to conf.json": { "conf.json": '{"a": 1, "b": {"c": [1]}}' },
    });
  });

  it("says where the schema says so", () => {
    const files = all("seed: 1\nlr: -1\n");
    const related = problemsOf(files)[0]?.related?.[0];
    expect(related && schema.slice(related.range.start, related.range.end)).toBe("minimum");
  });

  it("looks at files of other formats, and at those that stages name", () => {
    const files = {
      "dvc.yaml": stages,
      "conf.json": '{"flag": 1}',
      "conf.schema.json": '{"properties": {"flag": {"type": "boolean"}}}',
      "p.py": "flag = 'yes'\n",
      "p.schema.yaml": "properties: {flag: {type: boolean}}\n",
    };
    expect(marksOf(files, /^params.(type|range|enum|required|not-in-schema|schema-broken)|^yaml/)).toEqual([
      "warning params/type [1]",
      "warning params/type ['yes']",
    ]);
    expect(fixesOf({ ...files, "conf.json": "{}" }, "params/type")).toEqual({
      "Change to True": { "p.py": "flag = True\n" },
    });
  });

  it("is silent about a file that cannot be read or that a stage makes", () => {
    const made = "stages:\n  a:\n    cmd: x\n    deps: [s3://a/b]\n    outs: [params.yaml]\n";
    expect(
      marksOf(
        { ...all("lr: high\n"), "dvc.yaml": made },
        /^params.(type|range|enum|required|not-in-schema|schema-broken)|^yaml/,
      ),
    ).toEqual([]);
    expect(
      marksOf(all("lr: [\n"), /^params.(type|range|enum|required|not-in-schema|schema-broken)|^yaml/),
    ).not.toContain("warning params/required []");
  });

  it("tells of a schema that makes no sense", () => {
    const files = { ...all("lr: 1\n"), "params.schema.yaml": "$ref: '#/nope'\n" };
    expect(marksOf(files, /^params.(type|range|enum|required|not-in-schema|schema-broken)|^yaml/)).toEqual([
      "warning params/schema-broken [$ref: '#/nope']",
    ]);
  });
});
