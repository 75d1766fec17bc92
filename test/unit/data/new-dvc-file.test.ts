import { expect, test } from "vitest";
import { parseDvcFile } from "#core/data/dvc-file";
import { isRecorded, newDvcFile, recordHash } from "#core/data/record-hash";

const md5 = "0cc175b9c0f1b6a831c399e269772661";

/** Byte for byte as `dvc add` 3.64 writes them. */
test.each([
  ["a file", "a.txt", { md5, size: 1 }, `outs:\n- md5: ${md5}\n  size: 1\n  hash: md5\n  path: a.txt\n`],
  [
    "an executable",
    "run.sh",
    { md5, size: 1, isexec: true },
    `outs:\n- md5: ${md5}\n  size: 1\n  isexec: true\n  hash: md5\n  path: run.sh\n`,
  ],
  [
    "an empty folder",
    "d",
    { md5: "d751713988987e9331980363e24189ce.dir", size: 0, nfiles: 0 },
    "outs:\n- md5: d751713988987e9331980363e24189ce.dir\n  size: 0\n  nfiles: 0\n  hash: md5\n  path: d\n",
  ],
  [
    "a hash and a name that look like numbers",
    "1e5",
    { md5: "12345678901234567890123456789012", size: 1 },
    "outs:\n- md5: '12345678901234567890123456789012'\n  size: 1\n  hash: md5\n  path: '1e5'\n",
  ],
])("%s", (_, name, facts, text) => {
  expect(newDvcFile(name, facts)).toBe(text);
});

test("the files that a cloud with versions keeps are the folder, until that changes", () => {
  const file = "data.dvc";
  const text = `outs:\n- path: data\n  hash: md5\n  files:\n  - relpath: x\n    md5: ${md5}\n    size: 1\n    cloud:\n      store:\n        version_id: v1\n`;
  const [recorded] = parseDvcFile(file, text).outs;
  if (recorded === undefined) throw new Error("The text has an output.");
  const same = { md5: "1bb104d3614a4bbe3a96117b7a394b99.dir", size: 1, nfiles: 1 };
  expect(isRecorded(recorded, same.md5)).toBe(true);
  expect(recordHash(text, 0, recorded, same)).toBe(text);
  const other = { md5: "d751713988987e9331980363e24189ce.dir", size: 0, nfiles: 0 };
  expect(isRecorded(recorded, other.md5)).toBe(false);
  expect(recordHash(text, 0, recorded, other)).toBe(
    `outs:\n- path: data\n  hash: md5\n  md5: ${other.md5}\n  size: 0\n  nfiles: 0\n`,
  );
});
