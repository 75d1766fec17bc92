import { expect, test } from "vitest";
import { parseDvcFile } from "#core/data/dvc-file";
import type { PathHash } from "#core/data/hash/hash";
import { recordHash } from "#core/data/record-hash";

const old = "3ecfad755fa825f7a17c5526ec44e651";
const md5 = "1a02be2f9a781aba4018e10009af714f";
const file: PathHash = { md5, size: 8 };

/** Each is a text of before, what is found, and the text of after, as `dvc commit` 3.64 writes it. */
const edits: readonly (readonly [about: string, before: string, found: PathHash, after: string])[] = [
  [
    "comments and other keys stay",
    `outs:\n- md5: ${old} # raw\n  size: 4\n  hash: md5\n  path: raw.csv\nmeta:\n  by: Ada\n# End.\n`,
    file,
    `outs:\n- md5: ${md5} # raw\n  size: 8\n  hash: md5\n  path: raw.csv\nmeta:\n  by: Ada\n# End.\n`,
  ],
  [
    "what is right already stays in its way of writing",
    `{outs: [{"md5": '${md5}', size: 0x8, hash: md5, path: raw.csv}]}`,
    file,
    `{outs: [{"md5": '${md5}', size: 0x8, hash: md5, path: raw.csv}]}`,
  ],
  [
    "a folder that became a file has no number of files",
    `outs:\n- md5: ${old}.dir\n  size: 4\n  nfiles: 2\n  hash: md5\n  path: images\n`,
    file,
    `outs:\n- md5: ${md5}\n  size: 8\n  hash: md5\n  path: images\n`,
  ],
  [
    "a file became executable",
    `outs:\n- md5: ${md5}\n  size: 8\n  hash: md5\n  path: tool.sh\n`,
    { ...file, isexec: true },
    `outs:\n- md5: ${md5}\n  size: 8\n  hash: md5\n  path: tool.sh\n  isexec: true\n`,
  ],
  [
    "an output was never recorded",
    `outs:\n- path: raw.csv\n  cache: false\n`,
    file,
    `outs:\n- path: raw.csv\n  cache: false\n  md5: ${md5}\n  size: 8\n  hash: md5\n`,
  ],
  [
    "an entry of DVC 2 gets the hash of DVC 3",
    `outs:\n- md5: ${old}\n  size: 4\n  path: raw.csv\n`,
    file,
    `outs:\n- md5: ${md5}\n  size: 8\n  path: raw.csv\n  hash: md5\n`,
  ],
];

test.each(edits)("%s", (_, before, found, after) => {
  const [recorded] = parseDvcFile("raw.csv.dvc", before).outs;
  if (recorded === undefined) throw new Error("The text has an output.");
  expect(recordHash(before, 0, recorded, found)).toBe(after);
});
