import { existsSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";

import { trackedPaths } from "#core/git/changes";
import type { DataPlace } from "#core/tracking/place";
import type { GitChanges } from "#core/tracking/stage-files";
import type { Output } from "./output.ts";

/** Says which files are now to be committed, with the command that stages them, unless that is done. */
export async function tellGitChanges(
  { files, staged }: GitChanges,
  place: DataPlace,
  output: Output,
): Promise<void> {
  if (files.length === 0) return;
  if (staged) {
    output.note(`Staged in Git: ${files.join(", ")}.`);
    return;
  }
  const known = await knownToGit(files, place);
  if (known.length > 0) output.note(`To keep this in Git, run:\n\n    ${gitAdd(known, place.root)}\n`);
}

/** `git add` refuses all files when one of them is gone and was never tracked: there is nothing to tell Git of that one. */
async function knownToGit(files: readonly string[], { root, git }: DataPlace): Promise<readonly string[]> {
  const gone = new Set(files.filter((file) => !existsSync(join(root, file))));
  const tracked = await trackedPaths(git, [...gone]);
  return files.filter((file) => !gone.has(file) || tracked.has(file));
}

/** The command as it works where the user types it, which `-C` may have made another place than the repository. */
function gitAdd(files: readonly string[], root: string): string {
  const here = relative(root, process.cwd());
  const isOutside = here === ".." || here.startsWith(`..${sep}`) || isAbsolute(here);
  if (isOutside) return `git -C ${quote(root)} add ${files.map(quote).join(" ")}`;
  const paths = files.map((file) => relative(here, file).replaceAll(sep, "/"));
  return `git add ${paths.map(quote).join(" ")}`;
}

/** As one word of a shell, which Git does not take for an option. */
function quote(file: string): string {
  const word = file.startsWith("-") ? `./${file}` : file;
  return /^[\w./@%+,:-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
