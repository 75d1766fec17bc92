import { stat } from "node:fs/promises";
import { join } from "node:path";

import { addIgnoreEntries } from "#core/data/git-ignore-file";
import { lstatIfThere } from "#core/data/hash/stat-if-there";
import { openLockedWriter } from "#core/data/write-locked";
import { placeInRepository } from "#core/data/place-in-repository";
import { ignoredPaths } from "#core/git/changes";
import type { Git } from "#core/git/git";

/** Keeps outputs out of Git, for stages that are brought up to date one after the other. */
export interface IgnoredOutputs {
  /**
   * Adds outputs that the cache keeps to the `.gitignore` of their folder, unless Git ignores them already, by whatever
   * rule. Paths are repository-relative. Call it with the lock held.
   */
  add(paths: readonly string[]): Promise<void>;
}

/**
 * Asks Git once about all outputs that may be added later. A rule for folders only applies to what is a folder, and an
 * output that is still to be made may become one, so each is asked for as a file and as a folder.
 * @param onWritten told of each `.gitignore` that was written; repository-relative
 */
export function openIgnoredOutputs(
  git: Git,
  expected: readonly string[],
  onWritten: (file: string) => void,
): IgnoredOutputs {
  let answers: Promise<Answers> | undefined;
  const write = openLockedWriter();
  return {
    async add(paths) {
      answers ??= ask(git, expected);
      const known = await answers;
      const inside = placesOf(git, paths);
      const isKnown = await Promise.all(inside.map((place) => isIgnored(git, place, known)));
      const wanted = inside.filter((_, index) => isKnown[index] === false);
      for (const file of await addIgnoreEntries(git.root, wanted, write)) onWritten(file);
    },
  };
}

/** The paths that Git was asked about, and whether it ignores them. */
type Answers = ReadonlyMap<string, { readonly asFile: boolean; readonly asFolder: boolean }>;

async function ask(git: Git, paths: readonly string[]): Promise<Answers> {
  const places = placesOf(git, paths);
  const ignored = await ignoredPaths(
    git,
    places.flatMap((place) => (isLink(git.root, place) ? [place] : [place, `${place}/`])),
  );
  return new Map(
    places.map((place) => [place, { asFile: ignored.has(place), asFolder: ignored.has(`${place}/`) }]),
  );
}

/** Git takes a link for a file and refuses to look behind it. */
function isLink(root: string, place: string): boolean {
  return lstatIfThere(join(root, place))?.isSymbolicLink() === true;
}

async function isIgnored(git: Git, place: string, known: Answers): Promise<boolean> {
  const answer = known.get(place) ?? (await ask(git, [place])).get(place);
  if (answer === undefined || answer.asFile) return answer !== undefined;
  return answer.asFolder && (await stat(join(git.root, place))).isDirectory();
}

/** Git knows nothing behind a link, so it is asked for the place where the file really is. */
function placesOf({ root }: Git, paths: readonly string[]): readonly string[] {
  return paths.map((path) => placeInRepository(root, path)).filter((place) => place !== undefined);
}
