import { isDeepStrictEqual } from "node:util";
import { describe, expect, it, test } from "vitest";
import { readValues } from "#core/pipeline/formats/read-values";
import { createValuesReader } from "#core/pipeline/formats/values-reader";
import { loadPipelineFile } from "#core/pipeline/load";
import { createLoadMemory } from "#core/pipeline/load-memory";
import { createLockReader } from "#core/pipeline/lock/lock-reader";
import { readBlockYaml } from "#core/pipeline/yaml/block-yaml";
import { readInChunks } from "#core/pipeline/yaml/chunked-yaml";
import { parseAnyYaml } from "#core/pipeline/yaml/parse-any-yaml";
import { longLock, longParams, longPipeline } from "../../bench/long-files.ts";
import { fuzzRounds } from "../../support/fuzz-rounds.ts";
import { createRandom } from "../../support/random.ts";
import { typeSomething } from "../../support/random-typing.ts";

const before = longPipeline(200);
const names = Array.from({ length: 20 }, (_, index) => `stage${index}`);

const others =
  "params:\n  - other.yaml\nplots:\n    - a.csv:\n        x: step\n  # odd\nartifacts:\n  model:\n    path: m\n";

const parameters = "train:\n  lr: 0.1\n";

const parameterValues = readValues("params.yaml", parameters);

function load(text: string, memory = createLoadMemory()): ReturnType<typeof loadPipelineFile> {
  const files = new Map([
    ["dvc.yaml", text],
    ["params.yaml", parameters],
  ]);
  const options = { read: (path: string) => files.get(path), readValues: () => parameterValues };
  return loadPipelineFile("dvc.yaml", options, memory);
}

/** What an edit of the tenth stage of a long file leaves known. */
function stagesAfter(from: string, to: string): readonly string[] {
  const at = before.indexOf("  stage10:\n");
  const text = before.slice(0, at) + before.slice(at).replace(from, to);
  expect(text).not.toBe(before);
  const { file, problems } = load(text);
  expect(problems.filter(({ code }) => code.startsWith("yaml/")).length).toBeGreaterThan(0);
  expect(readInChunks("dvc.yaml", text)).toBeDefined();
  return file.stages.map(({ name }) => name);
}

describe("a mistake leaves all stages known but the one that it is in", () => {
  test.each([
    ["a word between stages", "  stage10:\n", "word\n  stage10:\n"],
    ["a line that was broken in the middle", "- src/train.py\n", "- sr\nc/train.py\n"],
    ["an item at the start of its line", "      - src/train.py\n", "- src/train.py\n"],
    ["a key of a stage at the start of its line", "    outs:\n", "outs:\n"],
    ["a command at the start of its line", "    cmd: python", "cmd: python"],
    ["a letter before a command", "    cmd: python", "x    cmd: python"],
    ["the last line of a stage at the start of its line", "      - data/out10\n", "x: data/out10\n"],
    ["a stage at the start of its line", "  stage10:\n", "stage10:\n"],
    ["a stage with a blank less", "  stage10:\n", " stage10:\n"],
    ["a stage without its colon", "  stage10:\n", "  stage10\n"],
    ["a letter behind the colon", "  stage10:\n", "  stage10:1\n"],
    ["a quote behind the colon", "  stage10:\n", '  stage10:"\n'],
    ["a quote at the start of a line", "    params:\n", "'    params:\n"],
    ["a sign between stages", "  stage10:\n", ">\n  stage10:\n"],
    ["a directive between stages", "  stage10:\n", "%\n  stage10:\n"],
    ["a bracket that is not closed", "    deps:\n", "    deps: [\n"],
    ["a tab", "    deps:\n", "\tdeps:\n"],
  ])("%s", (_, from, to) => {
    const left = stagesAfter(from, to);
    expect(names.filter((name) => !left.includes(name)).length).toBeLessThanOrEqual(2);
    expect(left).toEqual(expect.arrayContaining(["stage0", "stage8", "stage12", "stage19"]));
  });
});

it("what stands behind the stages is no stage, whatever its columns", () => {
  const { file, problems } = load(before + others);
  expect(problems).toEqual([]);
  expect(file.stages).toHaveLength(names.length);
  expect(file.plots).toHaveLength(1);
  expect(file.artifacts).toHaveLength(1);
});

describe("a marker in front of a file is not in the way of pieces", () => {
  test.each(["---\n", "# about\n\n--- # begins\n", "---\r\n"])("%j", (marker) => {
    const text = marker + before;
    expect(readInChunks("dvc.yaml", text)?.stages).toHaveLength(names.length);
    expect(readBlockYaml(text)?.root).toEqual(parseAnyYaml("dvc.yaml", text).root);
    expect(load(text).file.stages).toHaveLength(names.length);
  });

  test.each(["---\n---\n", "a: 1\n---\n", "---#\n", "%YAML 1.2\n---\n"])("but %j is", (marker) => {
    expect(readInChunks("dvc.yaml", marker + before)).toBeUndefined();
    expect(readBlockYaml(marker + before)).toBeUndefined();
  });
});

/** Edits a text many times; gives the edit after which two readers differ. Variables have functions, which never are equal. */
function firstDifference(
  whole: string,
  again: (text: string) => object,
  read: (text: string) => object,
  rounds: number,
): object | undefined {
  const random = createRandom(5);
  let text = whole;
  for (let round = 0; round < rounds; round += 1) {
    const last = text;
    // Now and then everything is undone, because edits upon edits leave nothing that is sound.
    text = random.below(10) === 0 ? whole : typeSomething(text, random);
    if (!isDeepStrictEqual(known(again(text)), known(read(text)))) return { round, last, text };
  }
  return undefined;
}

function known(read: object): object {
  return "file" in read && typeof read.file === "object"
    ? { ...read, file: { ...read.file, variables: undefined } }
    : read;
}

describe("an edit leaves as they are the stages that it did not touch", () => {
  const whole = `# first\nvars:\n  - a: 1\n${before}${others}`;
  test.each([
    ["before everything", "# first", "# the first"],
    ["in the variables", "a: 1", "a: 12"],
    ["between the key and the first stage", "stages:\n", "stages:\n# stages\n"],
    ["behind the stages", "a.csv", "b.csv"],
    ["in the first section behind the stages", "other.yaml", "another.yaml"],
    ["in a stage", "data/out11", "data/out1111"],
    ["in the name of a stage", "stage10:", "stage1010:"],
  ])("%s", (_, from, to) => {
    const memory = createLoadMemory();
    const first = load(whole, memory);
    const known = new Set(first.file.stages);
    const text = whole.replace(from, to);
    const again = load(text, memory);
    expect(again.file.stages.filter((stage) => known.has(stage)).length).toBeGreaterThanOrEqual(
      names.length - 2,
    );
    expect(again.file.stages).toEqual(load(text).file.stages);
    expect(again.file.document).toEqual(load(text).file.document);
  });
});

describe("after each of many edits, a long file is what it would be read for the first time", () => {
  const rounds = fuzzRounds(40);
  const timeout = 20_000 + rounds * 100;

  test("dvc.yaml", { timeout }, () => {
    const memory = createLoadMemory();
    const again = (text: string) => load(text, memory);
    expect(firstDifference(`---\nvars:\n  - a: 1\n${before}${others}`, again, load, rounds)).toBeUndefined();
  });

  test("params.yaml", { timeout }, () => {
    const again = createValuesReader();
    const read = (text: string) => createValuesReader()("params.yaml", text);
    expect(
      firstDifference(longParams(250), (text) => again("params.yaml", text), read, rounds),
    ).toBeUndefined();
  });

  test("dvc.lock", { timeout }, () => {
    const again = createLockReader();
    const read = (text: string) => createLockReader()("dvc.lock", text);
    expect(firstDifference(longLock(250), (text) => again("dvc.lock", text), read, rounds)).toBeUndefined();
  });
});
