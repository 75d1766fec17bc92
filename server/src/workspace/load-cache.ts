import { loadPipelineFile } from "#core/pipeline/load";
import { createLoadMemory, type LoadMemory } from "#core/pipeline/load-memory";
import type { PipelineFile, ReadText, ResolveOptions } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";
import type { Settings } from "./settings.ts";

/** One dvc.yaml after interpolation and expansion, with what was wrong on the way. */
export interface LoadedFile {
  readonly file: PipelineFile;
  readonly problems: readonly Problem[];
}

interface Known {
  readonly reads: ReadonlyMap<string, string | undefined>;
  readonly loaded: LoadedFile;
  readonly memory: LoadMemory;
  readonly settings: Settings["loading"];
}

/** Loads a dvc.yaml; the same answer as before when no text that went into it changed, and the settings are the same object. */
export type LoadCache = (
  path: string,
  files: Pick<ResolveOptions, "read" | "list" | "readValues">,
  settings: Settings["loading"],
) => LoadedFile;

/**
 * Remembers of each file which texts it was made of. Editing one file of many loads that file again, and those that read
 * it: a dependency that was found by watching needs no list that could be wrong.
 */
export function createLoadCache(): LoadCache {
  const known = new Map<string, Known>();
  return (path, { read, ...rest }, settings) => {
    const before = known.get(path);
    const isSame = before?.settings === settings;
    if (isSame && [...before.reads].every(([file, text]) => read(file) === text)) return before.loaded;
    const reads = new Map<string, string | undefined>();
    const noted: ReadText = (file) => {
      const text = read(file);
      reads.set(file, text);
      return text;
    };
    const memory = before?.memory ?? createLoadMemory();
    const loaded = loadPipelineFile(path, { ...rest, ...settings, read: noted }, memory);
    known.set(path, { reads, loaded, memory, settings });
    return loaded;
  };
}
