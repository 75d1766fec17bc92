import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { folderSource } from "#core/metrics/folder-source";

import { makeTempFolder } from "../../support/temp-folder.ts";

describe("folderSource", () => {
  let temp: Awaited<ReturnType<typeof makeTempFolder>>;
  const at = (file: string) => path.join(temp.folder, file);

  beforeEach(async () => {
    temp = await makeTempFolder();
    await mkdir(at("a/b"), { recursive: true });
    await writeFile(at("a/z.tsv"), "12345");
    await writeFile(at("a/b/c.tsv"), "x");
  });
  afterEach(() => temp.remove());

  test("lists a folder with all below it, a file as itself, and nothing where nothing is", async () => {
    const source = folderSource(temp.folder);
    expect(await source.list("a")).toEqual(["a/b/c.tsv", "a/z.tsv"]);
    expect(await source.list("a/")).toEqual(["a/b/c.tsv", "a/z.tsv"]);
    expect(await source.list("./a/z.tsv")).toEqual(["a/z.tsv"]);
    expect(await source.list("missing")).toEqual([]);
    expect(await source.list("a/z.tsv/below")).toEqual([]);
  });

  test("reads from an offset, to nothing past the end", async () => {
    const source = folderSource(temp.folder);
    expect(await source.read("a/z.tsv")).toEqual(new TextEncoder().encode("12345"));
    expect(await source.read("a/z.tsv", 3)).toEqual(new TextEncoder().encode("45"));
    expect(await source.read("a/z.tsv", 9)).toEqual(new Uint8Array());
    expect(await source.read("missing")).toBeUndefined();
    expect(await source.read("a")).toBeUndefined();
  });

  test("stamps a file anew when it grows", async () => {
    const source = folderSource(temp.folder);
    const before = await source.stamp("a/z.tsv");
    expect(await source.stamp("a/z.tsv")).toBe(before);
    await appendFile(at("a/z.tsv"), "6");
    expect(await source.stamp("a/z.tsv")).not.toBe(before);
    await rm(at("a/z.tsv"));
    expect(await source.stamp("a/z.tsv")).toBeUndefined();
  });
});
