import { cp } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { makeRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson, gto } from "../support/python-tools.ts";
import { trainyard } from "../support/trainyard.ts";

const sample = path.join(import.meta.dirname, "../../examples/digits");

test("the sample: dvc and gto take over after our repro, experiment and registration", async () => {
  const repository = await makeRepository({});
  onTestFinished(repository.remove);
  const { root } = repository;
  await cp(sample, root, { recursive: true, filter: (file) => !file.includes("__pycache__") });
  await repository.commit("Start from the sample");

  await trainyard(root, "repro");
  expect(await dvcJson(root, "status")).toEqual({});
  await repository.commit("Reproduce");

  await trainyard(root, "exp", "run", "-n", "short", "-S", "train.epochs=1");
  expect((await dvc(root, "exp", "list", "--name-only")).trim()).toBe("short");
  expect(await dvcJson(root, "exp", "diff", "HEAD", "short")).toMatchObject({
    params: { "params.yaml": { "train.epochs": { new: 1 } } },
  });
  await dvc(root, "exp", "apply", "short");
  expect(await dvcJson(root, "status")).toEqual({});

  await trainyard(root, "registry", "register", "digits", "short", "--version", "v0.1.0");
  expect(JSON.parse(await gto(root, "show", "--json"))).toMatchObject({ digits: { version: "v0.1.0" } });
});
