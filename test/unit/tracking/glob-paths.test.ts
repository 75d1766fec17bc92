import { afterEach, beforeEach, expect, test } from "vitest";
import { globPaths } from "#core/tracking/glob-paths";
import { writeFiles } from "../../support/git-repository.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
  await writeFiles(root, {
    "a.csv": "",
    "b.csv": "",
    "[x].csv": "",
    ".h.csv": "",
    "d/c.csv": "",
    "d/e/f.csv": "",
  });
});
afterEach(() => remove());

/** As Python's `glob.glob(pattern, recursive=True)` finds them. */
test.each([
  ["*.csv", ["[x].csv", "a.csv", "b.csv"]],
  [".*.csv", [".h.csv"]],
  ["[ab].csv", ["a.csv", "b.csv"]],
  ["[!a].csv", ["b.csv"]],
  ["?.csv", ["a.csv", "b.csv"]],
  ["d/*", ["d/c.csv", "d/e"]],
  ["**/*.csv", ["[x].csv", "a.csv", "b.csv", "d/c.csv", "d/e/f.csv"]],
  ["d/**/f.csv", ["d/e/f.csv"]],
  ["*/c.csv", ["d/c.csv"]],
  ["a.csv", ["a.csv"]],
  ["nothing*", []],
  ["a.csv/*", []],
])("%s", async (pattern, found) => {
  expect(await globPaths(root, pattern)).toEqual(found);
});
