import { Failure } from "#core/failure";

/** What the user can do about what the operating system refuses, by its name for the error. */
const advice: Readonly<Record<string, string>> = {
  EACCES: "permission is denied; change its owner or its mode",
  EPERM: "the system does not permit it; change its owner or its mode, or close the program that uses it",
  ENOSPC: "the disk is full; make room and try again",
  EDQUOT: "your disk quota is used up; make room and try again",
  EROFS: "the file system is read-only; mount it writable",
  EIO: "the disk reports an error; check the disk",
  EMFILE: "too many files are open; raise the limit with `ulimit -n`",
  ENAMETOOLONG: "the name is too long; choose a shorter one",
  EISDIR: "it is a folder, where a file is needed; rename it",
  ELOOP: "its symbolic links go in a circle; remove one of them",
};

/**
 * Does work with files; what the operating system refuses for a known reason becomes a Failure with a way out.
 * @param file what is worked on, for errors that do not say it: those of a write
 */
export async function namingSystemErrors<T>(work: () => Promise<T>, file?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw systemFailure(error, file) ?? error;
  }
}

/**
 * The Failure for what the operating system refuses; undefined when there is nothing to say about it.
 * @param file what was worked on, for errors that do not say it
 */
export function systemFailure(error: unknown, file?: string): Failure | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const reason = advice[codeOf(error)];
  if (reason === undefined) return undefined;
  const path = refusedPath(error) ?? file;
  const what = path === undefined ? "The work cannot go on" : `"${path}" cannot be used`;
  return new Failure({
    kind: "file-refused",
    class: "environment",
    message: `${what}: ${reason}.`,
    cause: error,
  });
}

/** What Node tells of an error of the system: `dest` is the other path of a copy, a link or a renaming. */
interface Refusal {
  readonly path?: unknown;
  readonly dest?: unknown;
  readonly syscall?: unknown;
  readonly code?: unknown;
}

/** Node's recursive `mkdir` says ENOENT on a file system that is read-only, where it cannot mean that itself. */
function codeOf({ code, syscall }: Refusal): string {
  if (code === "ENOENT" && syscall === "mkdir") return "EROFS";
  return typeof code === "string" ? code : "";
}

/** A copy, a link or a renaming fails at its target, but for a copy whose source may not be read. */
function refusedPath({ path, dest, syscall, code }: Refusal): string | undefined {
  const isSource = syscall === "copyfile" && code === "EACCES";
  const refused = dest === undefined || isSource ? path : dest;
  return typeof refused === "string" ? refused : undefined;
}
