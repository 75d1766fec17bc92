import { describe, expect, test } from "vitest";
import { loadPipelineFile } from "#core/pipeline/load";
import { createLoadMemory, type LoadMemory } from "#core/pipeline/load-memory";

/** What is known of a dvc.yaml, without functions, which are never equal. */
function known(text: string, memory?: LoadMemory): object {
  const options = { read: (path: string) => (path === "dvc.yaml" ? text : undefined) };
  const { file, problems } = loadPipelineFile("dvc.yaml", options, memory);
  return { ...file, variables: file.variables.origin("base"), problems };
}

/** Stages that say something of the variables of the whole file, which stand in another piece than they. */
const stages = `stages:
  first:
    cmd: echo first
  second:
    cmd: echo second
    vars:
      - base: 2
        other: 1
  third:
    cmd: echo \${base} \${item}
    vars:
      - base: 3
`;

const vars = `vars:
  - base: 1
  - base: 2
    again: 1
  - date: 2020-01-01
  - [missing]
  - no.yaml
`;

const refused = "vars:\n  - named: ${base}\n";

describe("an edit of a stage moves every place once, and only those behind it", () => {
  test.each([
    ["variables that stand before the stages", vars + stages],
    ["variables that stand behind the stages", stages + vars],
    ["variables that DVC refuses", stages + refused],
  ])("%s", (_name, text) => {
    const memory = createLoadMemory();
    known(text, memory);
    let now = text;
    for (const [from, to] of [
      ["echo first", "echo the first"],
      ["echo the first", "echo"],
      ["echo second", "echo the second\n    # with a comment"],
      ["echo", "echo once more"],
    ] as const) {
      now = now.replace(from, to);
      expect(known(now, memory)).toEqual(known(now));
    }
  });

  test("of items that a group takes from variables", () => {
    const text = `${stages}  group:\n    foreach: \${names}\n    do:\n      cmd: echo \${item}\n      vars:\n        - names: 1\nvars:\n  - names: [a, a, b@c]\n    item: 1\n`;
    const memory = createLoadMemory();
    known(text, memory);
    const now = text.replace("first", "the very first");
    expect(known(now, memory)).toEqual(known(now));
  });
});
