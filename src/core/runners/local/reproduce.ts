import { writeSync } from "node:fs";

import { openRepositoryLocks, type RepositoryLocks } from "#core/data/locks/repository-lock";

import type { Reproduced } from "../run-kind.ts";
import { endOrphans } from "./end-orphans.ts";
import { openIgnoredOutputs } from "./ignored-outputs.ts";
import { recordSources } from "./record-sources.ts";
import { reproduceStages } from "./reproduce-stages.ts";
import { refuseForeignOutputs, selectWork, type Work } from "./select-work.ts";
import { recoverAside } from "./set-aside.ts";
import { openSpareShell } from "./spare-shell.ts";
import { commandEnvironment } from "./stage-environment.ts";
import { locked, openTools, type ReproduceRequest, type Tools, type Workshop } from "./workshop.ts";

/**
 * Brings stages up to date, one after the other or several at a time, and gives what was done with each. dvc.lock is
 * written after every stage, so that what is done stays done. Throws a Failure when a stage fails; with `keepGoing` at the
 * end, when everything that does not need it has been brought up to date. Rejects with the signal's reason when that fires.
 */
export async function reproduce(request: ReproduceRequest): Promise<Reproduced> {
  const locks = await openRepositoryLocks(request.root);
  const tools = await openTools(request);
  try {
    const work = await selectWork(tools, request.repro);
    await refuseForeignOutputs(tools, work.selected);
    await clearAway(tools.root, request.log.descriptor);
    const shop = openWorkshop(request, { tools, locks, work });
    await locked(shop, () => recoverAside(tools.root));
    if (request.repro.pull && !request.repro.noRunCache) await request.remote?.fetchRuns();
    await recordSources(shop, work);
    const stages = await reproduceStages(shop, work, request.onEvent).finally(() => shop.spare.close());
    return { stages, written: [...tools.written].toSorted() };
  } finally {
    await tools.saveStats();
    tools.git.dispose();
    locks.close();
  }
}

/** What killed runs have left running must end before their outputs are put back. */
async function clearAway(root: string, log: number): Promise<void> {
  for (const id of await endOrphans(root))
    writeSync(log, `Ended a command that the lost run ${id} had left.\n`);
}

function openWorkshop(
  request: ReproduceRequest,
  opened: { readonly tools: Tools; readonly locks: RepositoryLocks; readonly work: Work },
): Workshop {
  const { root, log, commands, remote, keepsPartialOutputs = false } = request;
  const { tools, locks, work } = opened;
  const environment = commandEnvironment(root, process.env, request.environment);
  const cached = work.selected.flatMap(({ outs }) => outs.filter(({ cache }) => cache));
  return {
    ...tools,
    locks,
    stages: work.all,
    sources: work.sources,
    ignoredOutputs: openIgnoredOutputs(
      tools.git,
      cached.map(({ path }) => path),
      (file) => tools.written.add(file),
    ),
    environment,
    spare: openSpareShell({ folder: root, environment, output: log.descriptor }),
    keepsPartialOutputs,
    log,
    commands,
    remote,
  };
}
