import { expect, test } from "vitest";
import { movedDvcFile } from "#core/tracking/moved-dvc-file";

const md5 = "0cc175b9c0f1b6a831c399e269772661";

test("comments and other keys stay when data moves", () => {
  const text = `# Raw.\nouts:\n- md5: ${md5} # old\n  hash: md5\n  path: a.csv\nmeta:\n  by: Ada\n`;
  const move = { from: "data/a.csv", oldFile: "data/a.csv.dvc", to: "raw/b.csv", file: "raw/b.csv.dvc" };
  expect(movedDvcFile(text, move)).toBe(text.replace("a.csv", "b.csv"));
});

test("where the .dvc file keeps its name, the path says where the data went", () => {
  const text = `outs:\n- md5: ${md5}\n  path: a.csv\n`;
  const move = { from: "data/a.csv", oldFile: "data/all.dvc", to: "raw/b.csv", file: "data/all.dvc" };
  expect(movedDvcFile(text, move)).toBe(`outs:\n- md5: ${md5}\n  path: ../raw/b.csv\n`);
});

/** As `dvc move` 3.64 writes it. */
test("an import names its source as seen from the new folder, and has a new hash of its own", () => {
  const item = (path: string): string => `- md5: ${md5}\n  size: 1\n  hash: md5\n  path: ${path}\n`;
  const text = `md5: 11111111111111111111111111111111\nfrozen: true\ndeps:\n${item("source.txt")}outs:\n${item("a.txt")}`;
  const move = { from: "a.txt", oldFile: "a.txt.dvc", to: "sub/b.txt", file: "sub/b.txt.dvc" };
  expect(movedDvcFile(text, move)).toBe(
    `md5: 968b4a22cb6e999b6600da4fa6ed2226\nfrozen: true\ndeps:\n${item("../source.txt")}outs:\n${item("b.txt")}`,
  );
});
