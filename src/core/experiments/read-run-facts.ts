import { readFile } from "node:fs/promises";

import type { Cache } from "#core/data/cache/cache";
import { openGit } from "#core/git/git";
import type { Git } from "#core/git/git";
import type { FileSource } from "#core/metrics/file-source";
import { folderSource } from "#core/metrics/folder-source";
import { isWithin } from "#core/pipeline/repository-path";
import { parseEvents } from "#core/runners/event-log";
import { isFinished } from "#core/runners/run";
import type { Run } from "#core/runners/run";
import { runFile } from "#core/runners/run-files";

import { applyOverrides } from "./apply-overrides.ts";
import { resultsFolder } from "./keep-results.ts";
import { openFolder } from "./open-folder.ts";
import { parseOverride } from "./overrides.ts";
import { openPlace } from "./read-facts.ts";
import type { OpenedPlace } from "./read-facts.ts";
import { dvcFilesOf, revisionSource, selectDvcFiles } from "#core/tracking/revision-source";

/**
 * The files of a run that has made no commit: the folder in which it runs, what it left when it ended without success,
 * or, before it started, what it will start from with its parameters set.
 * @param git of the user's repository
 */
export async function openRun(git: Git, run: Run, cache: Cache): Promise<OpenedPlace> {
  const [place, reached] = await Promise.all([openFilesOf(git, run, cache), stagesReached(run)]);
  return withoutOldResults(place, reached);
}

/**
 * Until a stage is reached, what it will make is still there from before; after that, it is still in the cache. Neither
 * are results of this run.
 */
function withoutOldResults(place: OpenedPlace, reached: ReadonlySet<string>): OpenedPlace {
  const outputsOf = (isReached: boolean): readonly string[] =>
    place.pipeline.stages
      .filter((stage) => reached.has(stage.address) === isReached)
      .flatMap((stage) => stage.outs.map((out) => out.path));
  const source = withoutCache(place, outputsOf(true));
  return { ...place, source: withoutPaths(source, outputsOf(false)) };
}

/** Files of a place, of some paths only what is really there. */
function withoutCache({ source, files }: OpenedPlace, paths: readonly string[]): FileSource {
  const of = (path: string): FileSource => (paths.some((each) => isWithin(path, each)) ? files : source);
  return {
    list: (path) => of(path).list(path),
    stamp: (path) => of(path).stamp(path),
    read: (path, offset) => of(path).read(path, offset),
  };
}

/** Also the one in which a run was stopped or lost. */
async function stagesReached(run: Run): Promise<ReadonlySet<string>> {
  const events = parseEvents(await readFile(runFile(run.directory, "events.jsonl"), "utf8"));
  return new Set(events.flatMap((event) => (event.kind === "stage-started" ? [event.stage] : [])));
}

async function openFilesOf(git: Git, run: Run, cache: Cache): Promise<OpenedPlace> {
  const kept = isFinished(run.state) ? folderSource(resultsFolder(run.directory)) : undefined;
  const keptFiles = await kept?.list(".");
  if (kept !== undefined && keptFiles !== undefined && keptFiles.length > 0)
    return openPlace(kept, selectDvcFiles(keptFiles), cache);
  if (run.workspace !== undefined && run.state !== "queued") {
    const live = await openLive(run.workspace, cache);
    if (live !== undefined) return live;
  }
  return openPlanned(git, run, cache);
}

/** Undefined while the worktree is not there yet, or not any more. */
async function openLive(workspace: string, cache: Cache): Promise<OpenedPlace | undefined> {
  if ((await folderSource(workspace).stamp("dvc.yaml")) === undefined) return undefined;
  return openFolder(openGit(workspace), cache);
}

async function openPlanned(git: Git, run: Run, cache: Cache): Promise<OpenedPlace> {
  const { experiment } = run.plan;
  const start = experiment?.snapshot?.all ?? experiment?.baseline ?? "HEAD";
  const source = revisionSource(git, start);
  const dvcFiles = await dvcFilesOf(git, start);
  const overrides = (experiment?.overrides ?? []).map((text) => parseOverride(text));
  const files = new Set(overrides.map((override) => override.file));
  const texts = new Map<string, string>();
  for (const file of files) {
    const bytes = await source.read(file);
    if (bytes !== undefined) texts.set(file, new TextDecoder().decode(bytes));
  }
  const changed = applyOverrides(overrides, (path) => texts.get(path));
  return openPlace(withTexts(source, changed), dvcFiles, cache);
}

/** Files of a place without those at or below some paths. */
function withoutPaths(source: FileSource, hidden: readonly string[]): FileSource {
  const isHidden = (path: string): boolean => hidden.some((each) => isWithin(path, each));
  return {
    list: async (path) => (await source.list(path)).filter((file) => !isHidden(file)),
    stamp: async (path) => (isHidden(path) ? undefined : source.stamp(path)),
    read: async (path, offset) => (isHidden(path) ? undefined : source.read(path, offset)),
  };
}

/** Files of a place with other texts for some of them. */
function withTexts(source: FileSource, texts: ReadonlyMap<string, string>): FileSource {
  return {
    ...source,
    read: async (path, offset = 0) => {
      const text = texts.get(path);
      return text === undefined ? source.read(path, offset) : new TextEncoder().encode(text).subarray(offset);
    },
  };
}
