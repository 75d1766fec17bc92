import { Failure } from "#core/failure";
import type { Git } from "#core/git/git";
import { namesByCommit } from "#core/git/refs";
import { findCommit, readHead } from "#core/git/revisions";
import type { Commit } from "#core/git/parse-commit";
import type { Run } from "#core/runners/run";

import { listExperiments } from "./find-experiments.ts";
import type { FoundExperiment } from "./find-experiments.ts";
import type { ExperimentNote } from "./note.ts";
import { readNotes } from "./read-notes.ts";
import type { Facts } from "./read-facts.ts";
import type { Baseline, Experiment, ExperimentState, ExperimentTable, Measured } from "./table.ts";

/** Where the table gets what it shows from; revisions never change, so what is read of them may be kept. */
export interface TableSources {
  readonly git: Git;
  readonly runs: readonly Run[];
  readonly readRevision: (commit: string) => Promise<Facts>;
  readonly readRun: (run: Run) => Promise<Facts>;
  readonly readWorkspace: () => Promise<Measured>;
}

/**
 * Everything there is to compare: the workspace, and each commit that experiments started from with its finished
 * experiments and with the runs that have not made one, or have not yet.
 */
export async function buildTable(sources: TableSources): Promise<ExperimentTable> {
  const { git } = sources;
  const [head, refs, names, notes] = await Promise.all([
    readHead(git).catch(withoutCommits),
    listExperiments(git),
    namesByCommit(git),
    readNotes(git),
  ]);
  const runs = sources.runs.filter((run) => run.plan.experiment !== undefined && run.state !== "success");
  const ids = new Set([
    ...(head ? [head.commit] : []),
    ...refs.map((ref) => ref.baseline),
    ...runs.flatMap(baselineOf),
  ]);
  const commits = await Promise.all([...ids].map((id) => findCommit(git, id)));
  const baselines = commits
    .filter((commit) => commit !== undefined)
    .toSorted(
      (a, b) =>
        compareTexts(b.committer.time, a.committer.time) ||
        Number(b.id === head?.commit) - Number(a.id === head?.commit),
    );
  const [workspace, ...rows] = await Promise.all([
    sources.readWorkspace(),
    ...baselines.map(async (commit): Promise<Baseline> => {
      const finished = refs.filter((ref) => ref.baseline === commit.id);
      const others = runs.filter((run) => run.plan.experiment?.baseline === commit.id);
      const [facts, experiments] = await Promise.all([
        sources.readRevision(commit.id).catch(withoutFacts),
        readExperiments(sources, { finished, runs: others, notes }),
      ]);
      const name =
        commit.id === head?.commit ? (head.branch ?? names.get(commit.id)?.[0]) : names.get(commit.id)?.[0];
      return baselineRow(commit, name, facts, experiments);
    }),
  ]);
  return { workspace: { params: workspace.params, metrics: workspace.metrics }, baselines: rows };
}

function baselineOf(run: Run): string[] {
  return run.plan.experiment === undefined ? [] : [run.plan.experiment.baseline];
}

function baselineRow(
  commit: Commit,
  name: string | undefined,
  facts: Measured,
  experiments: readonly Experiment[],
): Baseline {
  return {
    rev: commit.id,
    name: name ?? commit.id.slice(0, 7),
    time: commit.committer.time,
    subject: commit.subject,
    params: facts.params,
    metrics: facts.metrics,
    experiments,
  };
}

interface Members {
  readonly finished: readonly FoundExperiment[];
  readonly runs: readonly Run[];
  readonly notes: ReadonlyMap<string, ExperimentNote>;
}

/** One row with the time that it is sorted by. */
interface Dated {
  readonly experiment: Experiment;
  readonly time: string;
}

const order: readonly ExperimentState[] = ["running", "success", "queued", "failed"];

async function readExperiments(sources: TableSources, members: Members): Promise<readonly Experiment[]> {
  const dated = await Promise.all([
    ...members.finished.map((found) => finishedRow(sources, found, members.notes.get(found.commit))),
    ...members.runs.map((run) => runRow(sources, run)),
  ]);
  return dated
    .toSorted(
      (a, b) =>
        order.indexOf(a.experiment.state) - order.indexOf(b.experiment.state) ||
        compareTexts(b.time, a.time) ||
        compareTexts(a.experiment.name, b.experiment.name),
    )
    .map(({ experiment }) => experiment);
}

async function finishedRow(
  { git, readRevision }: TableSources,
  { commit, ref, name }: FoundExperiment,
  note: ExperimentNote | undefined,
): Promise<Dated> {
  const [facts, found] = await Promise.all([
    readRevision(commit).catch(withoutFacts),
    findCommit(git, commit),
  ]);
  const step = stepOf(facts);
  const experiment: Experiment = {
    rev: commit,
    ref,
    name,
    state: "success",
    ...facts,
    ...(note && { runner: note.runner, run: note.run, started: note.started, seconds: note.seconds }),
    ...(step !== undefined && { step }),
  };
  return { experiment, time: note?.started ?? found?.committer.time ?? "" };
}

async function runRow({ readRun }: TableSources, run: Run): Promise<Dated> {
  const facts = await readRun(run).catch(withoutFacts);
  const step = run.state === "queued" ? undefined : stepOf(facts);
  const experiment: Experiment = {
    rev: run.id,
    name: run.plan.experiment?.name ?? run.id,
    state: stateOf(run),
    ...facts,
    runner: run.plan.runner,
    run: run.id,
    ...(run.started !== undefined && { started: run.started }),
    ...(run.seconds !== undefined && { seconds: run.seconds }),
    ...(step !== undefined && { step }),
    ...(stateOf(run) === "failed" && { error: run.error ?? "The run was stopped." }),
  };
  return { experiment, time: run.started ?? run.plan.created };
}

function stateOf(run: Run): ExperimentState {
  return run.state === "running" || run.state === "queued" ? run.state : "failed";
}

/** dvclive writes the step that it has reached among the metrics. */
function stepOf(measured: Measured): number | undefined {
  for (const values of measured.metrics.values()) {
    const step = values.get("step");
    if (typeof step === "bigint" || typeof step === "number") return Number(step);
  }
  return undefined;
}

/** A repository without a commit has no experiments, which is no failure. */
function withoutCommits(error: unknown): undefined {
  if (!(error instanceof Failure) || error.kind !== "no-commits") throw error;
}

/** One row that cannot be read, such as one whose cache is damaged, must not cost the others. */
function withoutFacts(error: unknown): Facts {
  if (!(error instanceof Failure)) throw error;
  return { params: new Map(), metrics: new Map(), deps: new Map(), outs: new Map() };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
