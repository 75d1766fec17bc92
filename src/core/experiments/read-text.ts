import { readFileSync } from "node:fs";

import { isNotFound } from "#core/data/atomic-write";

/** The text of a small file, for code that is pure and asks for texts on the spot; undefined where there is none. */
export function readTextSync(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
