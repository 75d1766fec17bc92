import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { readAppended, readAppendedLines, readLastLines } from "#core/runners/append-only";
import { makeTempFolder } from "../../support/temp-folder.ts";

let file: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  const temp = await makeTempFolder();
  remove = temp.remove;
  file = join(temp.folder, "output.log");
});
afterEach(() => remove());

test("reading goes on where it stopped and never repeats", async () => {
  expect(await readAppended(file, 0)).toEqual({ text: "", next: 0 });
  await writeFile(file, "one\n");
  expect(await readAppended(file, 0)).toEqual({ text: "one\n", next: 4 });
  expect(await readAppended(file, 4)).toEqual({ text: "", next: 4 });
  await appendFile(file, "two");
  expect(await readAppended(file, 4)).toEqual({ text: "two", next: 7 });
});

test("a character that is half written is left for the next reading", async () => {
  const bytes = Buffer.from("a😀é");
  for (let cut = 0; cut <= bytes.length; cut++) {
    await writeFile(file, bytes.subarray(0, cut));
    const first = await readAppended(file, 0);
    await writeFile(file, bytes);
    const second = await readAppended(file, first.next);
    expect(first.text + second.text).toBe("a😀é");
  }
});

test("bytes that are no UTF-8 do not stop the reading", async () => {
  await writeFile(file, Buffer.from([0x41, 0xff, 0x42, 0x80, 0x80, 0x80, 0x80]));
  const { text, next } = await readAppended(file, 0);
  expect(next).toBe(7);
  expect(text.startsWith("A\ufffdB")).toBe(true);
});

test("a line that is half written is left for the next reading", async () => {
  await writeFile(file, "é one\ntw");
  expect(await readAppendedLines(file, 0)).toEqual({ text: "é one\n", next: 7 });
  await appendFile(file, "o\n");
  expect(await readAppendedLines(file, 7)).toEqual({ text: "two\n", next: 11 });
});

test("a large file is read in pieces, without a gap", async () => {
  const content = "0123456789abcde\n".repeat(600_000);
  await writeFile(file, content);
  const pieces: string[] = [];
  for (let at = 0; ;) {
    const { text, next } = await readAppended(file, at);
    if (text === "") break;
    pieces.push(text);
    at = next;
  }
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join("") === content).toBe(true);
});

test("the last lines", async () => {
  expect(await readLastLines(file, 2)).toEqual([]);
  await writeFile(file, "");
  expect(await readLastLines(file, 2)).toEqual([]);
  await writeFile(file, "a\nb\r\n\nc\n\n");
  expect(await readLastLines(file, 3)).toEqual(["b", "", "c"]);
  expect(await readLastLines(file, 3, 4)).toEqual(["", "c"]);
  await writeFile(file, `${"x".repeat(100_000)}\nlast\n`);
  expect((await readLastLines(file, 2)).at(-1)).toBe("last");
});
