import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPositions } from "../../../src/cli/json-shapes.ts";
import { sarifLog } from "../../../src/cli/sarif.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "trainyard-sarif-"));
  await writeFile(path.join(root, "dvc.yaml"), "stages:\n  a😀:\n    cmdd: x\n");
});

afterEach(() => rm(root, { recursive: true }));

test("places are from 1 in UTF-16 units, rules are listed once, and fixes are whole", () => {
  const range = { start: 19, end: 23 };
  const problem = {
    code: "dvc/unknown-key",
    severity: "error",
    message: "Unknown.",
    file: "dvc.yaml",
    range,
  } as const;
  const fix = { title: "Change to 'cmd'", changes: [{ file: "dvc.yaml", range, newText: "cmd" }] };
  const related = [{ file: "a b/dvc.yaml", range: { start: 0, end: 0 }, message: "Here." }];
  const hint = { ...problem, severity: "hint", code: "dvc/a" } as const;
  const log = JSON.parse(sarifLog([{ ...problem, fixes: [fix], related }, hint], createPositions(root)));
  const region = { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 };
  const artifactLocation = { uri: "dvc.yaml", uriBaseId: "%SRCROOT%" };
  expect(log).toMatchObject({ version: "2.1.0", $schema: expect.stringContaining("sarif") });
  const [run] = log.runs;
  expect(run.tool.driver).toMatchObject({
    name: "trainyard",
    rules: [{ id: "dvc/a" }, { id: "dvc/unknown-key" }],
  });
  expect(run.results[0]).toMatchObject({
    ruleId: "dvc/unknown-key",
    ruleIndex: 1,
    level: "error",
    locations: [{ physicalLocation: { artifactLocation, region } }],
    relatedLocations: [{ physicalLocation: { artifactLocation: { uri: "a%20b/dvc.yaml" } } }],
    fixes: [
      {
        artifactChanges: [
          { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: "cmd" } }] },
        ],
      },
    ],
  });
  expect(run.results[1]).toMatchObject({ ruleIndex: 0, level: "note" });
});
