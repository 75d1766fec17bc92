import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { gitEnvironment, gitSettings } from "./environment.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { folderMissing, gitMissing } from "./failures.ts";

/** A Git command that answers questions for as long as it is asked. */
export interface GitProcess {
  readonly write: (question: string) => void;
  /** Whether answers are outstanding: an idle process must not keep a command-line program from ending. */
  readonly setBusy: (isBusy: boolean) => void;
  /** Ends it; who waits for an answer hears that the repository was closed. */
  readonly end: () => void;
}

export interface GitProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly onData: (chunk: Buffer) => void;
  /** Called once, when there will be no more answers, with the reason; `write` leads nowhere from then on. */
  readonly onEnd: (reason: unknown) => void;
}

/** Starts a Git command in a folder. That Git or the folder is missing shows in `onEnd`. */
export function startGit(folder: string, args: readonly string[], options: GitProcessOptions): GitProcess {
  const settings = gitSettings.flatMap((setting) => ["-c", setting]);
  const child = spawn("git", [...settings, ...args], {
    cwd: folder,
    env: { ...gitEnvironment(), ...options.env },
    windowsHide: true,
  });
  const stderr: Buffer[] = [];
  let hasEnded = false;
  const close = (reason: unknown): void => {
    if (hasEnded) return;
    hasEnded = true;
    options.onEnd(reason);
  };
  child.stdout.on("data", options.onData);
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A write to a process that just died fails here; the reason follows with `close`.
  child.stdin.on("error", () => undefined);
  // Node reports a missing working folder as a missing program.
  child.on("error", () => close(existsSync(folder) ? gitMissing() : folderMissing(folder)));
  child.on("close", () => close(explainRefusal(folder, args, Buffer.concat(stderr).toString())));
  const setBusy = (isBusy: boolean): void => {
    for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
      if (!isHandle(handle)) continue;
      if (isBusy) handle.ref();
      else handle.unref();
    }
  };
  setBusy(false);
  return {
    write: (question) => {
      child.stdin.write(question);
    },
    setBusy,
    end() {
      close(new DOMException("The repository was closed.", "AbortError"));
      child.stdin.end();
      child.kill();
    },
  };
}

/** Node's pipes to a child are sockets, which its types do not say. */
function isHandle(value: object): value is { ref(): void; unref(): void } {
  return "ref" in value && "unref" in value;
}
