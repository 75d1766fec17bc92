import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { readConfig } from "#core/data/config/config";
import { openPlaces } from "#core/experiments/places";
import { compareShown, showMetricsOf } from "#core/experiments/show-revisions";
import { showMetrics } from "#core/metrics/show-metrics";
import { showParams } from "#core/metrics/show-params";
import { makeRepository } from "../../support/git-repository.ts";
import type { TestRepository } from "../../support/git-repository.ts";

let repository: TestRepository;

/** The first commit is broken, the workspace is not. */
beforeAll(async () => {
  const files = { ".dvc/config": "", "params.yaml": "a: 1\n", "m.json": '{"x": 1}' };
  repository = await makeRepository({ ...files, "dvc.yaml": "metrics: [m.json]\nstages:\n  a: {}\n" });
  await repository.write({
    "dvc.yaml": "metrics: [m.json]\n",
    "params.yaml": "a: 2\n",
    "m.json": '{"x": 2}',
  });
});

afterAll(() => repository.remove());

const places = () =>
  openPlaces(repository.git, async () => openConfiguredCache(await readConfig(repository.root)));

test.each(["params", "metrics"] as const)("%s of a broken revision count as none", async (kind) => {
  const request = { kind, from: "HEAD", to: "workspace" };
  const { differences, unreadable } = await compareShown(repository.git, places(), request);
  const [[, changes] = []] = [...differences];
  expect([...(changes?.values() ?? [])]).toEqual([{ old: null, new: 2n }]);
  expect(unreadable).toEqual([
    { revision: "HEAD", file: "dvc.yaml", reason: expect.stringContaining("'a' has no 'cmd'") },
  ]);
});

test("files that are named are compared all the same", async () => {
  const request = { kind: "metrics", from: "HEAD", to: "workspace", targets: ["m.json"] } as const;
  const { differences } = await compareShown(repository.git, places(), request);
  expect(differences.get("m.json")?.get("x")).toEqual({ old: 1n, new: 2n, diff: 1n });
});

test("metrics of a broken revision are its first error", async () => {
  const shown = await showMetricsOf(repository.git, places(), { branches: true });
  expect([...shown.keys()]).toEqual(["workspace", "main"]);
  expect(shown.get("main")).toMatchObject({ error: { file: "dvc.yaml", severity: "error" } });
});

test("the workspace has its name where other revisions are asked for, also if there are none", async () => {
  const shown = await showMetricsOf(repository.git, places(), { tags: true });
  expect([...shown.keys()]).toEqual(["workspace"]);
});

test("what .dvcignore hides is listed neither in the workspace nor in a commit", async () => {
  const hidden = { ".dvcignore": "params.yaml\n*.tmp.json\n", "params.yaml": "a: 1\n" };
  const metrics = { "m/a.json": "1", "m/b.tmp.json": "2", "m/dvc.yaml": "stages: {}\n", "m/.dvcignore": "" };
  const own = await makeRepository({
    ".dvc/config": "",
    "dvc.yaml": "metrics: [m]\n",
    ...hidden,
    ...metrics,
  });
  onTestFinished(() => own.remove());
  const openOwn = async () => openConfiguredCache(await readConfig(own.root));
  for (const place of ["HEAD", "workspace"]) {
    const { pipeline, source } = await openPlaces(own.git, openOwn).open(place);
    expect([...(await showMetrics(pipeline, source)).keys()]).toEqual(["m/a.json"]);
    expect([...(await showParams(pipeline, source)).keys()]).toEqual([]);
  }
});
