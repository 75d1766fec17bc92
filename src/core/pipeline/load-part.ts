import { type FileContext, noOrigins } from "./file-context.ts";
import type { Reads } from "./load-memory.ts";

/** A part of a file that is loaded by itself; `reads` gives which other files it has asked for. */
export interface Part {
  readonly part: FileContext;
  readonly reads: () => Reads;
}

/** Gives a part for each of many; one in which nothing was noted is as good as new, and is given again. */
export function partsOf(context: FileContext): () => Part {
  let last = partOf(context);
  return () => {
    const { part, reads } = last;
    const isFresh = part.problems.length === 0 && part.reported.size === 0 && reads() === nothingRead;
    return isFresh ? last : (last = partOf(context));
  };
}

/** A part of its own. */
export function partOf(context: FileContext): Part {
  let reads: Map<string, string | undefined> | undefined;
  const read = (path: string): string | undefined => {
    const text = context.read(path);
    (reads ??= new Map()).set(path, text);
    return text;
  };
  const { values } = context;
  const noted: FileContext["values"] = {
    has: (path) => values.has(path),
    get: (path) => {
      read(path);
      return values.get(path);
    },
    set: (path, value) => values.set(path, value),
  };
  const part: FileContext = {
    ...context,
    read,
    values: noted,
    problems: [],
    reported: new Set(),
    origins: noOrigins(),
  };
  return { part, reads: () => reads ?? nothingRead };
}

const nothingRead: Reads = new Map();
