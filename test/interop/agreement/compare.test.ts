import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { readConfig } from "#core/data/config/config";
import { openPlaces } from "#core/experiments/places";
import { compareShown, showMetricsOf } from "#core/experiments/show-revisions";
import type { ShownRequest } from "#core/experiments/show-revisions";
import { openGit } from "#core/git/git";
import { withRepository } from "../../support/agreement.ts";
import { isDvcError, type SaidStage } from "../../support/dvc-judge.ts";
import { generatePipeline } from "../../support/generated-pipelines/generate.ts";
import { seededRandom, type Random } from "../../support/generated-pipelines/random.ts";
import { oddScalars } from "../../support/generated-pipelines/variables.ts";
import { interopTools, test } from "../../support/interop.ts";
import { judgedFolder } from "../../support/judged-folder.ts";
import { dvcJson } from "../../support/python-tools.ts";
import { runProcess } from "../../support/run-process.ts";
import { differencesSaid, metricsSaid, sortedEntries } from "../../support/shown-agreement.ts";
import { trainyardJson } from "../../support/trainyard.ts";

const judged = judgedFolder();

const metricsTexts = [
  '{"acc": 0.5, "n": 3, "deep": {"loss": 1e-3, "flag": true, "list": [1], "none": null, "s": "x", "e": {}}}',
  '{"acc": NaN, "n": 4, "deep": {"loss": 2}}',
  "0.5",
  "0",
  '"text"',
  "[1, 2]",
  "{}",
  "",
  "{",
  "acc: 1.0\nother: [1]\n",
  "acc: 2020-01-01\nb: .inf\n",
  "true\n",
];

/** Records a generated pipeline, commits it, and changes parameters and metrics after that. */
async function withTwoStates(seed: number, work: (root: string) => Promise<void>): Promise<void> {
  const random = seededRandom(seed + 2);
  await withRepository(judged.folder, generatePipeline(seed), async (root) => {
    const load = await judged.judge.ask(root, "load");
    if (isDvcError(load)) return;
    const files = metricFiles(load.stages).map((file) => path.join(root, file));
    await writeMetrics(files, random);
    await judged.judge.ask(root, "commit");
    await commitAll(root);
    await changeParameters(root, random);
    for (const file of files) if (random.chance(0.6)) await rm(file, { force: true, recursive: true });
    await writeMetrics(files, random);
    if (!isDvcError(await judged.judge.ask(root, "load"))) await work(root);
  });
}

function metricFiles(stages: readonly SaidStage[]): string[] {
  const outputs = stages.flatMap(({ outs }) =>
    outs.filter(({ kind }) => kind === "metric").map((out) => out.path),
  );
  return [...outputs, "metrics.json"].filter((file) => !file.startsWith(".."));
}

async function writeMetrics(files: readonly string[], random: Random): Promise<void> {
  for (const file of files) {
    if (random.chance(0.2) || existsSync(file)) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, random.pick(metricsTexts));
  }
}

async function commitAll(root: string): Promise<void> {
  const git = (...args: readonly string[]) =>
    runProcess("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: root,
      env: process.env,
    });
  await git("add", "--all", "--force", ".");
  await git("commit", "--quiet", "--message=One");
}

async function changeParameters(root: string, random: Random): Promise<void> {
  for (const name of await readdir(root, { recursive: true })) {
    if (!/^(?!\.).*(?:params|more|own|part|stage)\.(?:yaml|json|toml|py)$/.test(name) || random.chance(0.3))
      continue;
    const lines = (await readFile(path.join(root, name), "utf8")).split("\n");
    const changed = lines.map((line) =>
      name.endsWith("yaml") && /^\s*[\w.]+: [^[{&*]*$/.test(line) && random.chance(0.3)
        ? line.replace(/: .*/, `: ${random.pick(oddScalars).raw}`)
        : line.replace(/1e-3|2\.5/, "7.5").replace("[1, 2", "[1, 3"),
    );
    await writeFile(path.join(root, name), changed.join("\n"));
  }
}

const requests: readonly Pick<ShownRequest, "kind" | "all" | "depsOnly">[] = [
  { kind: "params" },
  { kind: "params", all: true },
  { kind: "params", depsOnly: true },
  { kind: "metrics" },
  { kind: "metrics", all: true },
];

/** What both say of the differences between HEAD and the workspace, and of the metrics there. */
async function compareWith(root: string): Promise<void> {
  const git = openGit(root);
  const places = openPlaces(git, async () => openConfiguredCache(await readConfig(root)));
  try {
    for (const request of requests) {
      const { kind, all = false, depsOnly = false } = request;
      const options = kind === "params" ? { all, deps_only: depsOnly } : { all };
      const theirs = await judged.judge.ask(root, `${kind} diff`, options);
      // Where DVC breaks down, as over a tuple, there is nothing to agree with.
      if (isDvcError(theirs)) continue;
      const { differences } = await compareShown(git, places, { ...request, from: "HEAD", to: "workspace" });
      expect(sortedEntries(differencesSaid(differences)), JSON.stringify(request)).toEqual(
        sortedEntries(theirs),
      );
    }
    const theirs = await judged.judge.ask(root, "metrics show");
    const ours = await showMetricsOf(git, places, {});
    if (!isDvcError(theirs)) expect(sortedEntries(metricsSaid(ours))).toEqual(sortedEntries(theirs));
  } finally {
    git.dispose();
  }
}

describe("two states of a repository", () => {
  const seeds = Array.from({ length: 7 }, (_, index) => 900 + index * 5);
  test.each(seeds)("of 5 seeds from %i on", async (first) => {
    for (let seed = first; seed < first + 5; seed += 1) await withTwoStates(seed, compareWith);
  });

  test.each([950, 951, 953])("in the JSON of the commands, of seed %i", async (seed) => {
    expect(interopTools().cli).not.toBe("");
    await withTwoStates(seed, async (root) => {
      for (const command of [
        ["params", "diff"],
        ["params", "diff", "--all"],
        ["metrics", "diff"],
      ]) {
        const theirs = await dvcJson(root, ...command);
        expect(await trainyardJson(root, ...command)).toEqual(theirs);
      }
    });
  });
});
