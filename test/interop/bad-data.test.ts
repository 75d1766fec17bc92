import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Failure } from "#core/failure";
import { add } from "#core/tracking/add";
import { checkout } from "#core/tracking/checkout";
import type { CheckedOut } from "#core/tracking/checkout";
import { remove } from "#core/tracking/remove";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";

let repository: TestRepository;
const at = (file: string): string => path.join(repository.root, file);
const work = { signal: new AbortController().signal };
const request = (targets: readonly string[]) => ({ targets, cwd: repository.root });
const addIt = (...targets: readonly string[]) => add(repository, request(targets), work);
const checkoutIt = (...targets: readonly string[]): Promise<CheckedOut> =>
  checkout(repository, request(targets), work);
const removeIt = (...targets: readonly string[]) => remove(repository, request(targets), work);

const md5 = "0cc175b9c0f1b6a831c399e269772661";
const record = (name: string): string => `outs:\n- md5: ${md5}\n  size: 1\n  hash: md5\n  path: ${name}\n`;

beforeEach(async () => {
  repository = await makeDvcRepository({});
  await repository.write({ a: "a" });
  await addIt("a");
});
afterEach(() => repository.remove());

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw new Error(`This should have been refused: ${String(error)}`);
}

describe("paths of strangers", () => {
  test.each(["../x", "/etc/x", ".git/hooks/x", ".dvc/config", "sub/../../x", "out/x"])(
    "no data is put at %s, and none is deleted there",
    async (name) => {
      await symlink("/tmp", at("out"));
      await repository.write({ "evil.dvc": record(name) });
      // DVC looks into no such folder and refuses the whole file.
      const kind = /^\.(?:git|dvc)\//u.test(name) ? "pipeline-invalid" : "output-outside";
      expect((await failureOf(checkoutIt("evil.dvc"))).kind).toBe(kind);
      const deletion = remove(repository, { ...request(["evil.dvc"]), outs: true }, work);
      expect((await failureOf(deletion)).kind).toBe(kind);
      await removeIt("evil.dvc");
      expect(await readFile(at(".dvc/config"), "utf8")).toBe("");
    },
  );

  test("below a file there is no place", async () => {
    await repository.write({ "evil.dvc": record("a/b") });
    expect((await failureOf(checkoutIt("evil.dvc"))).message).toContain('"a" is a file and not a folder');
    expect(await readFile(at("a"), "utf8")).toBe("a");
  });
});

describe("files that make no sense", () => {
  const conflict = `outs:\n<<<<<<< HEAD\n- md5: ${md5}\n=======\n- md5: ${md5}\n>>>>>>> other\n  path: a\n`;

  test.each([
    ["a merge conflict", conflict, "a.dvc:2:"],
    ["no mapping", "- 1\n", "a.dvc:1:"],
    ["outputs that are no list", "outs:\n  path: a\n", "a.dvc:2:"],
    ["a duplicate key", "outs: []\nouts: []\n", "a.dvc:2:"],
  ])("%s is told with file and line, and nothing is changed", async (_, text, place) => {
    await writeFile(at("a.dvc"), text);
    const commands = [
      () => checkoutIt("a.dvc"),
      () => checkoutIt(),
      () => addIt("a"),
      () => removeIt("a.dvc"),
    ];
    for (const command of commands) expect((await failureOf(command())).message).toContain(place);
    expect(await readFile(at("a.dvc"), "utf8")).toBe(text);
  });

  test("a file that is no text", async () => {
    await writeFile(at("a.dvc"), Buffer.from([0xff, 0xfe, 0x00, 0x41]));
    expect((await failureOf(checkoutIt("a.dvc"))).message).toContain("not text in UTF-8");
  });

  test("while one .dvc file is broken, others can be checked out", async () => {
    await repository.write({ "b.dvc": "outs: 1\n" });
    await rm(at("a"));
    expect((await checkoutIt("a.dvc")).added).toEqual(["a"]);
    expect((await failureOf(checkoutIt())).message).toContain("b.dvc:1:");
  });
});

describe("data that cannot be tracked", () => {
  test("a name that is not UTF-8", async () => {
    await mkdir(at("data"));
    await writeFile(Buffer.concat([Buffer.from(at("data/")), Buffer.from([0xff, 0xfe])]), "x");
    expect((await failureOf(addIt("data"))).message).toContain("not UTF-8");
  });

  test("links that lead nowhere", async () => {
    await symlink("nowhere", at("link"));
    expect((await failureOf(addIt("link"))).kind).toBe("broken-link");
    await mkdir(at("data"));
    await symlink("nowhere", at("data/link"));
    expect((await failureOf(addIt("data"))).message).toContain("does not exist");
  });

  test("the repository, and no name at all", async () => {
    expect((await failureOf(addIt("."))).message).toContain("repository itself");
    expect((await failureOf(addIt(""))).message).toContain("repository itself");
  });

  test("of several targets none is tracked when one is refused", async () => {
    await repository.write({ b: "b" });
    await failureOf(addIt("b", "missing"));
    await expect(readFile(at("b.dvc"))).rejects.toThrow("ENOENT");
  });
});

describe("a cache that lost its memory", () => {
  test("a listing that is no listing is named, and the folder stays", async () => {
    await repository.write({ "data/x": "x" });
    await addIt("data");
    const [, hash = ""] = /md5: (.*)\.dir/.exec(await readFile(at("data.dvc"), "utf8")) ?? [];
    const listing = at(`.dvc/cache/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}.dir`);
    await chmod(listing, 0o644);
    await writeFile(listing, "garbage");
    await chmod(listing, 0o444);
    expect((await checkoutIt("data")).failed).toEqual([]);
    await writeFile(at("data/x"), "changed");
    expect((await failureOf(checkoutIt("data"))).message).toContain("damaged");
    expect(await readFile(at("data/x"), "utf8")).toBe("changed");
  });

  test("an object that is gone leaves the data of the user alone", async () => {
    await repository.write({ "data/x": "x" });
    await addIt("data");
    await rm(at(".dvc/cache"), { recursive: true });
    await writeFile(at("data/new"), "new");
    expect((await checkoutIt()).failed).toEqual(["data"]);
    expect(await readFile(at("data/new"), "utf8")).toBe("new");
    await rm(at("data/new"));
    expect((await checkoutIt()).failed).toEqual([]);
  });

  test("links to objects that are gone are not brought, and the other data is", async () => {
    await repository.write({ ".dvc/config": "[cache]\n    type = symlink\n", b: "b", "data/x": "x" });
    await addIt("b", "data");
    await checkout(repository, { ...request([]), relink: true }, work);
    const isLost = async (file: string): Promise<boolean> => !existsSync(await readlink(at(file)));
    for (const text of ["a", "x"]) {
      const hash = createHash("md5").update(text).digest("hex");
      await rm(at(`.dvc/cache/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`));
    }
    await rm(at("b"));
    const { added, failed } = await checkout(repository, { ...request([]), force: true }, work);
    expect({ added, failed: failed.toSorted() }).toEqual({ added: ["b"], failed: ["a", "data"] });
    expect([await isLost("a"), await isLost("data/x"), await isLost("b")]).toEqual([true, true, false]);
  });
});
