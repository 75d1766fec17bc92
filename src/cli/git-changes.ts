import type { GitChanges } from "#core/tracking/stage-files";
import type { Output } from "./output.ts";

/** Says which files are now to be committed, with the command that stages them, unless that is done. */
export function tellGitChanges({ files, staged }: GitChanges, output: Output): void {
  if (files.length === 0) return;
  if (staged) output.note(`Staged in Git: ${files.join(", ")}.`);
  else output.note(`To keep this in Git, run:\n\n    git add ${files.map(quote).join(" ")}\n`);
}

function quote(file: string): string {
  return /^[\w./@%+,:-]+$/u.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
