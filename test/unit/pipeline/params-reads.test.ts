import { describe, expect, it } from "vitest";
import { parameterReads } from "#core/pipeline/python/params-reads";

function reads(script: string): string[] {
  return parameterReads(script).map(
    ({ file, key, start, end }) => `${file}:${key} [${script.slice(start, end)}]`,
  );
}

describe("parameterReads", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "a file that is loaded at once",
      'params = yaml.safe_load(open("params.yaml"))["train"]\nlr = params["lr"]\nprint(params[\'epochs\'])\n',
      ['params.yaml:train.lr [params["lr"]]', "params.yaml:train.epochs [params['epochs']]"],
    ],
    [
      "an open file",
      'with open("conf/p.yaml", "r") as f:\n    p = yaml.load(f, Loader=yaml.Loader)\nrun(p["a"]["b"])\n',
      ['conf/p.yaml:a.b [p["a"]["b"]]'],
    ],
    [
      "DVC's own function",
      'p = dvc.api.params_show()\nx = p["a"]\ny = x["b"]\nuse(x)\n',
      ['params.yaml:a.b [x["b"]]'],
    ],
    ["JSON", 'p = json.load(open("p.json"))\nf(p["a"])\n', ['p.json:a [p["a"]]']],
  ])("finds %s", (_name, script, expected) => {
    expect(reads(script)).toEqual(expected);
  });

  it.each([
    ["another value", 'p = yaml.safe_load(open("params.yaml"))\np = {}\nf(p["a"])\n'],
    [
      "an argument of the same name",
      'p = yaml.safe_load(open("params.yaml"))\ndef g(x, p):\n  return p["a"]\n',
    ],
    ["a key that is not text", 'p = yaml.safe_load(open("params.yaml"))\nf(p[key])\n'],
    ["a file that is not named", 'p = yaml.safe_load(open(path))\nf(p["a"])\n'],
    ["a comment", 'p = yaml.safe_load(open("params.yaml"))\n# p["a"]\n'],
    ["an attribute", 'p = yaml.safe_load(open("params.yaml"))\nf(x.p["a"])\n'],
    ["a key with a dot", 'p = yaml.safe_load(open("params.yaml"))\nf(p["a.b"])\n'],
  ])("is silent of %s", (_name, script) => {
    expect(reads(script)).toEqual([]);
  });
});
