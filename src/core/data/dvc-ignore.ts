import { readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import ignore from "ignore";
import type { Ignore } from "ignore";

import { isNotFound } from "./atomic-write.ts";

/** Says what in one folder DVC does not see. */
export interface FolderFilter {
  /** All rules that it goes by, as one text: filters with the same rules for the same folder ignore the same. */
  readonly rules: string;
  /**
   * @param place a name in the folder, or a path relative to it with `/`; then the rules of the folders in between do not
   * count, and the folders themselves must not be ignored
   */
  ignores(place: string, kind: "file" | "folder"): boolean;
}

/**
 * The `.dvcignore` rules of a repository. Files are read once per instance, so make a new one for every operation.
 * Paths are repository-relative with `/`.
 */
export interface DvcIgnore {
  readonly root: string;
  /** The filter for the direct members of a folder; `.` is the root. */
  filter(folder: string): Promise<FolderFilter>;
  /** True when the path, or a folder on the way to it, is ignored or belongs to another DVC repository. */
  ignores(path: string, kind: "file" | "folder"): Promise<boolean>;
}

/** The files of a repository that say what is ignored: of the one on the disk, or of a commit. */
export interface IgnoreFiles {
  /** The text of a `.dvcignore`, by its repository-relative path. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Whether a folder is another DVC repository, by its repository-relative path. */
  readonly isRepository: (folder: string) => Promise<boolean>;
}

/** The rules of one `.dvcignore`, with the folder that its patterns are relative to. */
interface Rules {
  readonly folder: string;
  readonly lines: readonly string[];
  readonly matcher: Ignore;
}

/** What DVC ignores everywhere, before any file: `.hg/`, `.git/`, `.git` and `.dvc/`. */
const builtIn: Readonly<Record<"file" | "folder", readonly string[]>> = {
  file: [".git"],
  folder: [".hg", ".git", ".dvc"],
};

/**
 * Opens the rules of a repository. As in DVC, the last matching line wins, deeper files come later, lines are
 * stripped on both sides, and letters' case matters.
 */
export function openDvcIgnore(root: string, files: IgnoreFiles = filesOnDisk(root)): DvcIgnore {
  const known = new Map<string, Promise<readonly Rules[]>>();
  const rulesOf = (folder: string): Promise<readonly Rules[]> => {
    const cached = known.get(folder) ?? collectRules(folder);
    known.set(folder, cached);
    return cached;
  };
  const collectRules = async (folder: string): Promise<readonly Rules[]> => {
    const above = folder === "." ? [] : await rulesOf(posix.dirname(folder));
    const text = await files.read(posix.join(folder, ".dvcignore"));
    const lines = text?.split(/\r?\n/).map((line) => line.trim());
    return lines?.some(isPattern) === true ? [rules(folder, lines), ...above] : above;
  };
  const filter = async (folder: string): Promise<FolderFilter> => {
    const chain = await rulesOf(folder);
    return {
      rules: chain.flatMap((rules) => [rules.folder, ...rules.lines]).join("\n"),
      ignores(place, kind) {
        const verdict = chain.length === 0 ? undefined : judge(chain, posix.join(folder, place), kind);
        return verdict ?? builtIn[kind].includes(posix.basename(place));
      },
    };
  };
  return {
    root,
    filter,
    async ignores(path, kind) {
      const parts = posix.normalize(path).split("/");
      for (const [index, part] of parts.entries()) {
        const last = index === parts.length - 1;
        const folder = parts.slice(0, index).join("/") || ".";
        if ((await filter(folder)).ignores(part, last ? kind : "folder")) return true;
        if (!last && (await files.isRepository(posix.join(folder, part)))) return true;
      }
      return false;
    },
  };
}

/** True when the folder has a `.dvc` folder of its own; inside another repository DVC leaves it alone. */
export async function isDvcRepository(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, ".dvc"))).isDirectory();
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function rules(folder: string, lines: readonly string[]): Rules {
  return { folder, lines, matcher: ignore({ ignorecase: false }).add(lines) };
}

function isPattern(line: string): boolean {
  return line !== "" && !line.startsWith("#");
}

/** The verdict of the deepest rules that have one. */
function judge(chain: readonly Rules[], path: string, kind: "file" | "folder"): boolean | undefined {
  for (const { folder, matcher } of chain) {
    const relative = folder === "." ? path : path.slice(folder.length + 1);
    const result = matcher.test(kind === "folder" ? `${relative}/` : relative);
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return undefined;
}

function filesOnDisk(root: string): IgnoreFiles {
  return {
    async read(path) {
      try {
        return await readFile(join(root, path), "utf8");
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    isRepository: (folder) => isDvcRepository(join(root, folder)),
  };
}
