import type { Cache } from "#core/data/cache/cache";
import type { Git } from "#core/git/git";
import { unknownRevision } from "#core/git/failures";
import { readCurves } from "#core/metrics/read-curves";
import type { CurveReading } from "#core/metrics/read-curves";
import type { Curves } from "#core/project";
import { listRuns } from "#core/runners/read-run";
import { isFinished } from "#core/runners/run";
import type { Run } from "#core/runners/run";

import { findRevision } from "./find-experiments.ts";
import { openFolder } from "./open-folder.ts";
import { openPlace, readFacts } from "./read-facts.ts";
import type { Facts, OpenedPlace } from "./read-facts.ts";
import { openRun } from "./read-run-facts.ts";
import { dvcFilesOf, revisionSource } from "#core/tracking/revision-source";
import type { Measured } from "./table.ts";

/** Reads what there is to see of revisions, runs and the workspace, and remembers what cannot change. */
export interface Places {
  readonly readRevision: (commit: string) => Promise<Facts>;
  readonly readRun: (run: Run) => Promise<Facts>;
  readonly readWorkspace: () => Promise<Facts>;
  /** Opens `workspace`, an experiment's name, a run's id or any revision. Throws a Failure when it is none of them. */
  readonly open: (name: string) => Promise<OpenedPlace>;
  /** By the same names. */
  readonly readNamed: (name: string) => Promise<Measured>;
  /** By the same names. A live run is read on from where it was read before. */
  readonly readCurvesOf: (name: string) => Promise<Curves>;
}

export function openPlaces(git: Git, openCache: () => Promise<Cache>): Places {
  const revisions = new Map<string, Promise<Facts>>();
  const live = new Map<string, CurveReading>();

  const openRevision = async (commit: string): Promise<OpenedPlace> =>
    openPlace(revisionSource(git, commit), await dvcFilesOf(git, commit), await openCache());
  const readRevision = (commit: string): Promise<Facts> => {
    const known = revisions.get(commit);
    if (known !== undefined) return known;
    const reading = openRevision(commit).then(readFacts);
    revisions.set(commit, reading);
    // A failure, such as a cache that is not mounted, is not a property of the commit.
    reading.catch(() => revisions.delete(commit));
    return reading;
  };
  const readRun = async (run: Run): Promise<Facts> => readFacts(await openRun(git, run, await openCache()));
  const readWorkspace = async (): Promise<Facts> => readFacts(await openFolder(git, await openCache()));
  const runOf = async (name: string): Promise<Run | undefined> =>
    (await listRuns(git.root)).find((run) => run.id === name && run.revision === undefined);
  const revisionOf = async (name: string): Promise<string> => {
    const finished = (await listRuns(git.root)).find((run) => run.id === name)?.revision;
    const commit = finished ?? (await findRevision(git, name));
    if (commit === undefined) throw unknownRevision(name);
    return commit;
  };

  return {
    readRevision,
    readRun,
    readWorkspace,
    async open(name) {
      if (name === "workspace") return openFolder(git, await openCache());
      const run = await runOf(name);
      return run === undefined ? openRevision(await revisionOf(name)) : openRun(git, run, await openCache());
    },
    async readNamed(name) {
      if (name === "workspace") return readWorkspace();
      const run = await runOf(name);
      return run === undefined ? readRevision(await revisionOf(name)) : readRun(run);
    },
    async readCurvesOf(name) {
      if (name === "workspace") return curvesIn(await openFolder(git, await openCache()));
      const run = await runOf(name);
      if (run === undefined) return curvesIn(await openRevision(await revisionOf(name)));
      const { pipeline, source } = await openRun(git, run, await openCache());
      const growing = !isFinished(run.state);
      const reading = await readCurves(pipeline, source, { growing, previous: live.get(run.id) });
      if (growing) live.set(run.id, reading);
      else live.delete(run.id);
      return { series: reading.series, tables: reading.tables };
    },
  };
}

async function curvesIn({ pipeline, source }: OpenedPlace): Promise<Curves> {
  const { series, tables } = await readCurves(pipeline, source);
  return { series, tables };
}
