import type { SimpleGitOptions } from "simple-git";
import type { Failure } from "#core/failure";
import { gitEnvironment, gitSettings } from "./environment.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { folderMissing } from "./failures.ts";
import { openObjectReader } from "./object-reader.ts";
import type { ObjectReader } from "./object-reader.ts";

/** A working tree and its repository; the functions of this folder take it first. */
export interface Git {
  /** Absolute path of the working tree, or of a part of it, in which commands run. */
  readonly root: string;
  /** True of a repository without a working tree, whose own folder `root` is. */
  readonly isBare: boolean;
  /**
   * Runs a Git command and gives what it printed. Throws a Failure when it ends with a code that is not an answer, and
   * the signal's reason when it fires.
   */
  run(args: readonly string[], call?: GitCall): Promise<string>;
  readonly objects: ObjectReader;
  /** Ends the object reader's process; a later use starts a new one. */
  dispose(): void;
}

export interface GitCall {
  /** What the command reads from stdin; not empty. */
  readonly input?: string | undefined;
  /** Variables to add, such as `GIT_INDEX_FILE`. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Exit codes besides 0 that are an answer and not an error. */
  readonly answers?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What simple-git guards against is that strangers choose arguments and variables. Here we write all arguments, and the
 * variables are those that the user's own Git commands see.
 */
const trusted: NonNullable<SimpleGitOptions["unsafe"]> = {
  allowUnsafeHooksPath: true,
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeExec: true,
  allowUnsafeGitProxy: true,
  allowUnsafeSshCommand: true,
  allowUnsafeTemplateDir: true,
};

/** Opens a working tree. Nothing is run yet, so a folder that is no repository shows with the first command. */
export function openGit(root: string, { isBare = false } = {}): Git {
  const objects = openObjectReader(root);
  return {
    root,
    isBare,
    objects,
    run: (args, call = {}) => runGit(root, args, call),
    dispose: () => objects.dispose(),
  };
}

/** `run` without an open repository, for the commands that find or make one. */
export async function runGit(folder: string, args: readonly string[], call: GitCall): Promise<string> {
  call.signal?.throwIfAborted();
  // Much of what is done in a repository never asks Git: it need not wait for what runs it.
  const { GitConstructError, simpleGit } = await import("simple-git");
  const env = { ...gitEnvironment(), ...call.env };
  let failure: Failure | undefined;
  try {
    return await simpleGit({
      baseDir: folder,
      config: [...gitSettings],
      allowEnvironment: Object.keys(env),
      unsafe: trusted,
      ...(call.signal && { abort: call.signal }),
      ...(call.input !== undefined && { input: () => call.input }),
      errors: (_error, { exitCode, stdErr }) => {
        if (exitCode === 0 || call.answers?.includes(exitCode) === true) return undefined;
        failure = explainRefusal(folder, args, Buffer.concat(stdErr).toString());
        return failure;
      },
    })
      .env(env)
      .raw([...args]);
  } catch (error) {
    call.signal?.throwIfAborted();
    if (error instanceof GitConstructError) throw folderMissing(folder);
    throw failure ?? error;
  }
}
