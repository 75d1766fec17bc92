import { randomBytes } from "node:crypto";

const dayInSeconds = 86_400;

/** A name for what is not whole yet, of the form that DVC uses too. */
export function temporaryName(): string {
  return `.${randomBytes(16).toString("base64url")}.tmp`;
}

export function isTemporary(name: string): boolean {
  return /^\.[\w-]{22}\.tmp$/u.test(name);
}

/**
 * True for what an upload that was killed has left behind: nobody writes to it any more.
 * @param modified seconds since 1970
 */
export function isLeftover(name: string, modified: number | undefined): boolean {
  return isTemporary(name) && modified !== undefined && modified < Date.now() / 1000 - dayInSeconds;
}
