import type { Git } from "#core/git/git";
import { listFiles } from "#core/git/trees";

import { notesRef, parseNote } from "./note.ts";
import type { ExperimentNote } from "./note.ts";

/** All our notes, by the full id of the commit that they are about. */
export async function readNotes(git: Git): Promise<ReadonlyMap<string, ExperimentNote>> {
  const files = (await listFiles(git, notesRef)) ?? [];
  const notes = await Promise.all(
    files.map(async ({ path, id }) => {
      const note = parseNote((await git.objects.read(id))?.content.toString() ?? "");
      // Git spreads many notes over folders whose names are the start of the commit's id.
      return note === undefined ? [] : [[path.replaceAll("/", ""), note] as const];
    }),
  );
  return new Map(notes.flat());
}
