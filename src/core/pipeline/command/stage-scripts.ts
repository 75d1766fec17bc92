import type { Stage } from "../model.ts";
import { isWithin, resolvePath } from "../repository-path.ts";
import { type CommandLine, pathOfWord, type PlacedCommand } from "./command-line.ts";
import { scriptOf } from "./script-of.ts";
import type { ShellWord } from "./shell-words.ts";

/** A script that a stage's command runs. */
export interface StageScript {
  readonly line: CommandLine;
  readonly command: PlacedCommand;
  /** The word that names it: a path, or the module after `python -m`. */
  readonly word: ShellWord;
  /** Repository-relative. */
  readonly path: string;
  /** False of a module, which Python may find elsewhere too. */
  readonly isFile: boolean;
}

/**
 * The scripts that a stage runs, as far as its command says so. A module counts where its file is in the repository.
 *
 * @param exists whether a file is there; undefined where nobody can tell
 */
export function stageScripts(
  lines: readonly CommandLine[],
  exists: (path: string) => boolean | undefined,
): StageScript[] {
  return lines.flatMap((line) =>
    line.commands.flatMap((command) => {
      const script = scriptOf(command.words);
      if (script === undefined) return [];
      const { word } = script;
      if (isOfWindows(line, word)) return [];
      const isFile = script.kind === "file";
      const path = isFile ? pathOfWord(word, command) : moduleFile(word.text, command, exists);
      return path === undefined ? [] : [{ line, command, word, path, isFile }];
    }),
  );
}

/** A script that is named as on Windows: for any other shell the backslashes are not part of its name. */
export function scriptsOfWindows(lines: readonly CommandLine[]): Pick<StageScript, "line" | "word">[] {
  return lines.flatMap((line) =>
    line.commands.flatMap(({ words }) => {
      const script = scriptOf(words);
      return script?.kind === "file" && isOfWindows(line, script.word) ? [{ line, word: script.word }] : [];
    }),
  );
}

function isOfWindows({ text }: CommandLine, { start, end }: ShellWord): boolean {
  return /[\w.]\\[\w.]/.test(text.slice(start, end));
}

function moduleFile(
  module: string,
  { folder }: PlacedCommand,
  exists: (path: string) => boolean | undefined,
): string | undefined {
  if (folder === undefined || !/^[\w.]+$/.test(module)) return undefined;
  const path = resolvePath(folder, module.replaceAll(".", "/"));
  return [`${path}.py`, `${path}/__main__.py`].find((file) => exists(file) === true);
}

/** Whether a stage names a path, a folder around it, or something in it, as a dependency, a parameter file or an output. */
export function isDeclared({ deps, params, outs }: Stage, path: string): boolean {
  return [...deps, ...params, ...outs].some(
    (reference) => isWithin(path, reference.path) || isWithin(reference.path, path),
  );
}
