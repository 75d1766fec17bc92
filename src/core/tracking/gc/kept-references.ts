import type { Git } from "#core/git/git";
import { deleteRef, listRefs } from "#core/git/refs";

import { keptPrefix } from "./scope.ts";

/** Whoever misses what an experiment replaced in the workspace notices sooner; milliseconds. */
const keptFor = 90 * 24 * 60 * 60 * 1000;

/** The references to what was replaced in the workspace longer than 90 days ago. */
export async function outlivedReferences(git: Git, now: Date): Promise<readonly string[]> {
  const refs = await listRefs(git, keptPrefix);
  return refs.flatMap(({ name }) => {
    const time = timeOf(name.slice(keptPrefix.length));
    return time !== undefined && now.getTime() - time > keptFor ? [name] : [];
  });
}

/** Forgets them; Git collects what nothing else needs in its own time. */
export async function forgetReferences(git: Git, names: readonly string[]): Promise<void> {
  for (const name of names) await deleteRef(git, name);
}

/** When it was made: its name begins with `20260131T235959`, UTC. */
function timeOf(name: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(name) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
