import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { listTags } from "#core/git/tags";
import type { Artifact } from "#core/pipeline/model";
import { assign } from "#core/registry/assign";
import { readRegistry } from "#core/registry/read-registry";
import { register } from "#core/registry/register";

import { makeRepository } from "../support/git-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";

const artifacts: readonly Artifact[] = ["digits", "sub:letters"].map((fullName) => ({
  name: fullName.replace(/.*:/, ""),
  fullName,
  path: "models/digits.json",
  file: "dvc.yaml",
  range: { start: 0, end: 6 },
  labels: [],
}));

let repository: TestRepository;
let start: string;

beforeEach(async () => {
  repository = await makeRepository({ "a.txt": "1" });
  start = (await repository.run("rev-parse", "HEAD")).trim();
});
afterEach(() => repository.remove());

const newCommit = async (text: string) => {
  await repository.write({ "a.txt": text });
  return repository.commit(text);
};
const doRegister = (request: Partial<Parameters<typeof register>[2]>) =>
  register(repository.git, artifacts, { model: "digits", rev: "HEAD", ...request });
const doAssign = (request: Partial<Parameters<typeof assign>[2]>) =>
  assign(repository.git, artifacts, { model: "digits", version: "v0.0.1", stage: "prod", ...request });
const models = async () => readRegistry(await listTags(repository.git), artifacts);

describe("register", () => {
  test("makes an annotated tag, v0.0.1 at first, then the next", async () => {
    expect(await doRegister({})).toEqual({
      model: "digits",
      version: "v0.0.1",
      tag: "digits@v0.0.1",
      rev: start,
    });
    const second = await newCommit("2");
    expect(await doRegister({})).toMatchObject({ version: "v0.0.2", rev: second });
    expect(await repository.run("cat-file", "-t", "digits@v0.0.1")).toBe("tag\n");
    expect(await repository.run("tag", "--list", "--format=%(contents:subject)", "digits@v0.0.1")).toBe(
      "Registering artifact digits version v0.0.1\n",
    );
  });

  test("takes the version and the message it is given, and any way to name a commit", async () => {
    await newCommit("2");
    const result = await doRegister({ rev: "HEAD~1", version: "v0.1.0", message: "The first good one." });
    expect(result).toMatchObject({ tag: "digits@v0.1.0", rev: start });
    expect((await models())[0]?.versions[0]).toMatchObject({
      version: "v0.1.0",
      author: "Ada",
      message: "The first good one.",
      active: true,
    });
  });

  test("names a model of another folder as GTO does", async () => {
    expect(await doRegister({ model: "sub/dvc.yaml:letters" })).toMatchObject({
      model: "sub:letters",
      tag: "sub=letters@v0.0.1",
    });
  });

  test.each([
    [{ model: "digitz" }, "model-unknown", 'There is no model "digitz"; did you mean "digits"?'],
    [
      { model: "other" },
      "model-unknown",
      'There is no model "other"; declare it under "artifacts:" in dvc.yaml, or name one of "digits", "sub:letters".',
    ],
    [{ model: "-x" }, "model-name-invalid", /^"-x" cannot be the name of a model/],
    [
      { version: "1.2.3" },
      "version-invalid",
      '"1.2.3" is not a version: it is a "v" and three numbers; did you mean "v1.2.3"?',
    ],
    [
      { version: "best" },
      "version-invalid",
      '"best" is not a version: it is a "v" and three numbers, such as "v1.2.3".',
    ],
    [{ rev: "nowhere" }, "unknown-revision", /"nowhere"/],
  ])("refuses %j", async (request, kind, message) => {
    await expect(doRegister(request)).rejects.toMatchObject({ kind, class: "usage" });
    await expect(doRegister(request)).rejects.toThrow(message);
    expect(await listTags(repository.git)).toEqual([]);
  });

  test("refuses a second version of one commit, and a version that another commit has", async () => {
    await doRegister({ version: "v1.0.0" });
    await expect(doRegister({ version: "v2.0.0" })).rejects.toThrow(
      `Commit ${start.slice(0, 7)} is version v1.0.0 of "digits" already; a commit can have only one, so register another one.`,
    );
    await newCommit("2");
    await expect(doRegister({ version: "v1.0.0" })).rejects.toThrow(
      `"digits" has a version v1.0.0 already, at commit ${start.slice(0, 7)}; the next free one is v1.0.1.`,
    );
  });

  test("registers a deregistered version again, at its commit only", async () => {
    await doRegister({ version: "v1.0.0" });
    await repository.run("tag", "-a", "-m", "Away", "digits@v1.0.0!", start);
    await expect(doRegister({ version: "v1.1.0" })).rejects.toMatchObject({ kind: "commit-had-version" });
    expect(await doRegister({})).toMatchObject({ version: "v1.0.0", tag: "digits@v1.0.0#1" });
    await newCommit("2");
    expect(await doRegister({})).toMatchObject({ version: "v1.0.1" });
  });

  test("says what is in the way when a lightweight tag has the name", async () => {
    await repository.run("tag", "digits@v0.0.1");
    await expect(doRegister({})).rejects.toMatchObject({ kind: "tag-exists", class: "usage" });
  });
});

describe("assign", () => {
  beforeEach(async () => {
    await doRegister({});
  });

  test("makes a numbered tag on the version's commit, counting over all tags of the model", async () => {
    await newCommit("2");
    expect(await doAssign({})).toEqual({
      model: "digits",
      version: "v0.0.1",
      tag: "digits#prod#1",
      rev: start,
    });
    expect(await doAssign({ stage: "dev" })).toMatchObject({ tag: "digits#dev#2" });
    expect((await models())[0]?.stages).toEqual({ dev: ["v0.0.1"], prod: ["v0.0.1"] });
    expect(await repository.run("tag", "--list", "--format=%(contents:subject)", "digits#prod#1")).toBe(
      "Assigning stage prod to artifact digits version v0.0.1\n",
    );
  });

  test.each([
    [{ stage: "-prod" }, "stage-name-invalid", /^"-prod" cannot be the name of a stage/],
    [{ version: "0.0.1" }, "version-invalid", /did you mean "v0.0.1"\?$/],
    [{ version: "v9.0.0" }, "version-unknown", '"digits" has no version v9.0.0; it has "v0.0.1".'],
    [{ model: "sub:letters" }, "version-unknown", '"sub:letters" has no version v0.0.1; register one first.'],
    [{ model: "digit" }, "model-unknown", 'There is no model "digit"; did you mean "digits"?'],
  ])("refuses %j", async (request, kind, message) => {
    await expect(doAssign(request)).rejects.toMatchObject({ kind, class: "usage" });
    await expect(doAssign(request)).rejects.toThrow(message);
  });

  test("refuses a stage that the version is in, and a version that was deregistered", async () => {
    await doAssign({});
    await expect(doAssign({})).rejects.toThrow(
      'Version v0.0.1 of "digits" is in stage "prod" already; there is nothing to do.',
    );
    await repository.run("tag", "-a", "-m", "Away", "digits@v0.0.1!", start);
    await expect(doAssign({ stage: "dev" })).rejects.toMatchObject({ kind: "version-inactive" });
  });
});
