import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkPipeline } from "#core/pipeline/check";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { loadPipeline } from "#core/pipeline/load";
import { lockPathOf, parseLock } from "#core/pipeline/lock/lock-file";
import type { LockFile } from "#core/pipeline/lock/lock-model";
import type { Pipeline, ReadText, Stage } from "#core/pipeline/model";

/** What real DVC says of one repository; the corpus describes the format in its own README. */
interface Verdict {
  readonly repo: string;
  readonly files: readonly string[];
  readonly left_out: Readonly<Record<string, number>>;
  readonly ok: boolean;
  readonly error_text: string | null;
  readonly stages: readonly { readonly name: string; readonly file: string }[];
}

const corpus = fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));

if (!existsSync(`${corpus}/results.jsonl`)) {
  console.log(`corpus: skipped, because there is no ${corpus}`);
}

describe.skipIf(!existsSync(`${corpus}/results.jsonl`))("real pipelines", () => {
  const lines = existsSync(`${corpus}/results.jsonl`) ? readFileSync(`${corpus}/results.jsonl`, "utf8") : "";
  const verdicts = lines
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Verdict);

  test.each(verdicts.filter(({ ok }) => ok).map((verdict) => [verdict.repo, verdict] as const))(
    "%s: the stages and no error, like DVC",
    (_repo, verdict) => {
      const pipeline = load(verdict);
      expect(pipeline.problems.filter(({ severity }) => severity === "error")).toEqual([]);
      const expected = [...verdict.stages].sort(byAddress);
      expect(pipeline.stages.map(asVerdict).sort(byAddress)).toEqual(expected);
    },
  );

  test.each(verdicts.filter(({ ok }) => ok).map((verdict) => [verdict.repo, verdict] as const))(
    "%s: no error of a rule, and no warning but those that were read",
    (_repo, verdict) => {
      const read = readerOf(verdict);
      const lockOf = (file: string): LockFile | undefined => {
        const text = read(lockPathOf(file));
        return text === undefined ? undefined : parseLock(lockPathOf(file), text);
      };
      const found = checkPipeline(load(verdict), { read, exists: () => undefined, locks: lockOf });
      expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
      const warnings = new Set(
        found.filter(({ severity }) => severity === "warning").map(({ code }) => code),
      );
      expect([...warnings].filter((code) => !trueWarnings.includes(code))).toEqual([]);
    },
  );

  test.each(verdicts.filter(isPipelineError).map((verdict) => [verdict.repo, verdict] as const))(
    "%s: an error, like DVC",
    (_repo, verdict) => {
      expect(load(verdict).problems.some(({ severity }) => severity === "error")).toBe(true);
    },
  );
});

/** Warnings of these kinds were read one by one, and all are true. */
const trueWarnings = [
  "cmd/script-not-in-deps",
  "dvc/deprecated-key",
  "dvc/output-external",
  "metrics/bad-format",
];

/** The lock file is another module's matter. */
function isPipelineError({ ok, error_text: error }: Verdict): boolean {
  return !ok && error?.includes("dvc.lock' validation failed") !== true;
}

function readerOf(verdict: Verdict): ReadText {
  const folder = `${corpus}/${verdict.repo.replace("/", "__")}`;
  return (path) => {
    const isFile = verdict.files.includes(path) && existsSync(`${folder}/${path}`);
    return isFile ? readFileSync(`${folder}/${path}`, "utf8") : undefined;
  };
}

function load(verdict: Verdict): Pipeline {
  const read = readerOf(verdict);
  const paths = verdict.files.filter((path) => path.split("/").at(-1) === "dvc.yaml");
  return loadPipeline(paths, { read });
}

/** A stage in the corpus's shape. */
function asVerdict(stage: Stage): { name: string; file: string } & Record<string, unknown> {
  return {
    name: stage.name,
    ...(stage.frozen && { frozen: true }),
    ...(stage.alwaysChanged && { always_changed: true }),
    file: stage.file,
    wdir: stage.wdir,
    cmd: JSON.parse(plainJson(stage.cmd)) as unknown,
    deps: stage.deps.map(({ text }) => text),
    outs: stage.outs.map((out) => {
      const flags = {
        ...(!out.cache && { cache: false }),
        ...(out.persist && { persist: true }),
        ...(out.kind === "metric" && { metric: true }),
        ...(out.kind === "plot" && { plot: true }),
      };
      return Object.keys(flags).length === 0 ? out.text : { path: out.text, ...flags };
    }),
    params: stage.params.map(({ text, keys }) => ({ path: text, keys: keys?.map(({ key }) => key) ?? null })),
  };
}

function byAddress(a: { name: string; file: string }, b: { name: string; file: string }): number {
  return `${a.file}:${a.name}` < `${b.file}:${b.name}` ? -1 : 1;
}
