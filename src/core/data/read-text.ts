import { readFileSync } from "node:fs";

import { Failure } from "#core/failure";

import { isNotFound } from "./atomic-write.ts";
import { systemFailure } from "./system-errors.ts";

/**
 * The text of a small file, for code that is pure and asks for texts on the spot; undefined where there is none.
 * Throws a Failure for what is no text: shown with other characters and written back, it would be damaged.
 */
export function readTextSync(path: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (error instanceof TypeError) throw notText(path);
    throw systemFailure(error, path) ?? error;
  }
}

function notText(path: string): Failure {
  const message = `"${path}" is not text in UTF-8, which DVC needs: save it in this encoding.`;
  return new Failure({ kind: "not-utf-8", class: "work", message });
}
