import type { Failure } from "#core/failure";
import {
  bareRepository,
  gitFailed,
  gitMissing,
  identityMissing,
  notARepository,
  notTrusted,
  repositoryLocked,
  worktreeHalfAdded,
} from "./failures.ts";

/** Finds out from what Git printed, in English, which of the failures with a way out it is. */
export function explainRefusal(folder: string, args: readonly string[], stderr: string): Failure {
  if (/spawn git ENOENT/.test(stderr)) return gitMissing();
  if (/not a git repository/.test(stderr)) return notARepository(folder);
  if (/must be run in a work tree/.test(stderr)) return bareRepository(folder);
  if (/detected dubious ownership/.test(stderr)) return notTrusted(folder);
  if (/tell me who you are|no email was given|empty ident name/i.test(stderr)) return identityMissing();
  if (/failed to read \S*worktrees\S*\/(?:commondir|gitdir|HEAD)/.test(stderr)) return worktreeHalfAdded();
  const lock = /Unable to create '(.*\.lock)': File exists/.exec(stderr)?.[1];
  return lock === undefined ? gitFailed(args, stderr) : repositoryLocked(lock);
}
