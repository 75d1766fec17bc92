import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { pathExists } from "#core/data/path-exists";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc } from "../support/python-tools.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";

describe("data and branches", () => {
  let repository: TestRepository;
  const at = (file: string): string => path.join(repository.root, file);
  const run = (...args: readonly string[]) => trainyard(repository.root, ...args);
  const checkout = () =>
    trainyardJson<{ added: string[]; deleted: string[]; modified: string[] }>(repository.root, "checkout");

  beforeEach(async () => {
    repository = await makeDvcRepository({ ".dvcignore": "*.tmp\n" });
    await repository.write({ both: "one" });
    await run("add", "both");
    await repository.commit("One");
    await repository.run("switch", "--quiet", "--create", "other");
    await repository.write({ both: "two", "data/x": "x", "data/y/z": "z", single: "s" });
    await run("add", "both", "data", "single");
    await repository.commit("Two");
  });
  afterEach(() => repository.remove());

  test("a checkout after a change of branches brings, changes and takes away", async () => {
    await repository.run("switch", "--quiet", "main");
    expect(await checkout()).toMatchObject({ added: [], modified: ["both"], deleted: ["data/", "single"] });
    expect(await readFile(at("both"), "utf8")).toBe("one");
    expect(await pathExists(at("data"))).toBe(false);
    await repository.run("switch", "--quiet", "other");
    expect(await checkout()).toMatchObject({ added: ["data/", "single"], modified: ["both"], deleted: [] });
    expect(await dvc(repository.root, "status")).toContain("up to date");
    expect((await repository.run("status", "--porcelain")).trim()).toBe("");
  });

  test("what was edited since, or is not in the cache, or is ignored by .dvcignore, stays", async () => {
    await repository.write({ single: "edited", "data/notes.tmp": "mine" });
    await repository.run("switch", "--quiet", "main");
    expect(await checkout()).toMatchObject({ deleted: ["data/"] });
    expect(await readFile(at("single"), "utf8")).toBe("edited");
    expect(await readFile(at("data/notes.tmp"), "utf8")).toBe("mine");
    await repository.run("switch", "--quiet", "other");
    await rm(at("single"));
    await checkout();
    await rm(at(".dvc/cache"), { recursive: true });
    await repository.run("switch", "--quiet", "main");
    expect((await run("checkout", "--allow-missing")).includes("D\t")).toBe(false);
    expect(await readFile(at("single"), "utf8")).toBe("s");
  });

  test("data that is no longer tracked by wish stays", async () => {
    await run("remove", "single.dvc");
    expect(await checkout()).toMatchObject({ deleted: [] });
    expect(await readFile(at("single"), "utf8")).toBe("s");
  });

  test("what Git tracks in the other branch stays", async () => {
    await repository.run("switch", "--quiet", "main");
    await checkout();
    await repository.write({ single: "s" });
    await repository.commit("Git keeps it");
    await repository.run("switch", "--quiet", "other");
    await checkout();
    await repository.run("switch", "--quiet", "--force", "main");
    expect(await checkout()).toMatchObject({ deleted: ["data/"] });
    expect(await readFile(at("single"), "utf8")).toBe("s");
  });

  test("each tool goes on where the other was", async () => {
    await repository.run("switch", "--quiet", "main");
    await dvc(repository.root, "checkout");
    expect(await readFile(at("both"), "utf8")).toBe("one");
    await repository.run("switch", "--quiet", "other");
    await checkout();
    await dvc(repository.root, "move", "single", "moved");
    await run("add", "moved");
    expect(await run("checkout")).toBe("");
    await run("move", "data", "moved-data");
    expect(await dvc(repository.root, "status")).toContain("up to date");
    await dvc(repository.root, "remove", "moved-data.dvc");
    await run("add", "moved-data");
    await run("remove", "--outs", "moved-data.dvc");
    expect(await dvc(repository.root, "checkout")).not.toContain("moved-data");
    expect(await dvc(repository.root, "status")).toContain("up to date");
  });
});
