import { formatValue } from "../format-value.ts";
import { object } from "../json-shapes.ts";
import type { Command } from "../command.ts";
import type { Output } from "../output.ts";
import { targetFromRoot } from "../project-around.ts";
import { tellProblems } from "../tell-problems.ts";
import { cloudOptions, refuseCloudOptions } from "../transfer-options.ts";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { readStatus, readWorkspaceFiles } from "#core/workspace-files";
import type { WorkspaceFiles } from "#core/workspace-files";
import type { Reason, StageStatus } from "#core/pipeline/status/status-model";
import type { Value } from "#core/pipeline/value";

export const status: Command = {
  usage: "[TARGET...]",
  summary: "What changed since each stage last ran, and why",
  options: {
    cloud: { type: "boolean", short: "c", help: "compare the cache with a remote instead" },
    granular: { type: "boolean", help: "tell which files of a folder changed" },
    ...cloudOptions,
  },
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    if (args.flag("cloud") || args.text("remote") !== undefined) {
      const { printCloudStatus } = await import("../cloud-status.ts");
      return printCloudStatus(place, { args, cwd }, { output, signal });
    }
    refuseCloudOptions(args);
    const targets = args.positionals.map((target) => targetFromRoot(place.root, cwd, target));
    const files = await readWorkspaceFiles(place.git);
    const { stages: found, errors } = await readStatus(place.git, files, targets);
    const told = await withImportNews(place.root, found, { output, signal });
    const stages = args.flag("granular") ? await granular(place.root, files, told, signal) : told;
    if (output.json) output.document(object({ stages: stages.map(stageDocument) }));
    else if (output.quiet) return errors.length + stages.filter(isOpen).length > 0 ? 1 : 0;
    else printStages(stages, errors.length > 0, output);
    tellProblems(errors, place.root, output);
    return errors.length > 0 ? 1 : 0;
  },
};

async function granular(
  root: string,
  files: WorkspaceFiles,
  stages: readonly StageStatus[],
  signal: AbortSignal,
): Promise<readonly StageStatus[]> {
  const { withChangedFiles } = await import("#core/changed-files");
  return withChangedFiles(root, files, stages, signal);
}

/** Adds to the imports among the stages that their repositories have something newer. */
async function withImportNews(
  root: string,
  stages: readonly StageStatus[],
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<readonly StageStatus[]> {
  const files = stages.map(({ address }) => address).filter((address) => address.endsWith(".dvc"));
  if (files.length === 0) return stages;
  const { lookForImportNews } = await import("#core/tracking/import/news");
  const news = new Map((await lookForImportNews(root, files, signal)).map((each) => [each.file, each]));
  for (const { file, problem } of news.values())
    if (problem !== undefined)
      output.note(`${file}: whether there is something newer is not known. ${problem}`);
  return stages.map((stage) => {
    const moved = news.get(stage.address);
    if (moved?.hasMoved !== true) return stage;
    const path = `${moved.origin.path} (${moved.origin.url})`;
    return { ...stage, state: "changed", why: [{ kind: "dep", path, change: "modified" }, ...stage.why] };
  });
}

const settled = new Set(["up-to-date", "frozen"]);

function isOpen({ state, why }: StageStatus): boolean {
  return !settled.has(state) || why.length > 0;
}

/** Of files that could not be read nobody knows whether they are up to date. */
function printStages(stages: readonly StageStatus[], hasErrors: boolean, output: Output): void {
  const open = stages.filter(isOpen);
  for (const { address, state, why } of open) {
    output.line(`${output.paint("bold", address)}: ${output.paint("yellow", state)}`);
    // That nothing is recorded yet of a stage that never ran goes without saying.
    if (state === "never-run") continue;
    for (const reason of why) {
      output.line(`  ${describeReason(reason)}`);
      for (const { path, change } of reason.files ?? []) output.line(`    ${wordsOf(change)} ${path}`);
    }
  }
  if (hasErrors) return;
  if (stages.length === 0) output.line("There are no stages here.");
  else if (open.length === 0) output.line("Data and pipelines are up to date.");
}

function describeReason({ kind, path, change, key, leaf, from, to, note }: Reason): string {
  const told = note === undefined ? undefined : ` (${note})`;
  const values = told ?? (from === undefined && to === undefined ? "" : `: ${describeChange(from, to)}`);
  if (kind === "cmd") return `command ${change}${values}`;
  const words = { dep: "dependency", param: "parameter", out: "output", file: "file" };
  const name = key === undefined ? (path ?? "") : `${path}:${leaf ?? key}`;
  return `${words[kind]} ${name} ${wordsOf(change)}${kind === "param" ? values : ""}`;
}

function wordsOf(change: Reason["change"]): string {
  return change.replaceAll("-", " ");
}

/** Values that look the same when they are short, such as `1` and `"1"`, are told in full. */
function describeChange(from: Value | undefined, to: Value | undefined): string {
  const [before, after] = [formatValue(from), formatValue(to)];
  if (before !== after || from === undefined || to === undefined) return `${before} -> ${after}`;
  return `${plainJson(from)} -> ${plainJson(to)}`;
}

function stageDocument({ address, state, why }: StageStatus) {
  return object({
    address,
    state,
    why: why.map(({ kind, path, change, key, leaf, from, to, files }) =>
      object({ kind, path, change, key, leaf, from, to, files: files?.map((file) => object({ ...file })) }),
    ),
  });
}
