import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import { createBatchParser } from "./batch-parser.ts";
import type { GitObject } from "./batch-parser.ts";
import { gitEnvironment, gitSettings } from "./environment.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { folderMissing, gitMissing } from "./failures.ts";

/** Reads objects through one `git cat-file --batch`: a thousand blobs cost one process, not a thousand. */
export interface ObjectReader {
  /**
   * Reads what a revision expression names: an id, `HEAD^{commit}`, `<commit>:<path>`. Undefined when there is no such
   * object. Answers come in the order of the questions.
   */
  read(name: string): Promise<GitObject | undefined>;
  /** Ends the process; what is still unanswered is aborted. A later read starts a new one. */
  dispose(): void;
}

interface Question {
  readonly answer: (object: GitObject | undefined) => void;
  readonly fail: (error: unknown) => void;
}

interface Session {
  readonly ask: (name: string, question: Question) => void;
  readonly end: () => void;
}

/** Opens the reader of a repository; the process starts with the first question and again after it died. */
export function openObjectReader(root: string): ObjectReader {
  let session: Session | undefined;
  const start = (): Session => {
    const started = startSession(root, () => {
      if (session === started) session = undefined;
    });
    return started;
  };
  return {
    read(name) {
      // A line is a question: such a name would be two, and all later answers would be wrong.
      if (/[\n\0]/.test(name) || name === "") return Promise.resolve(undefined);
      return new Promise((answer, fail) => {
        session ??= start();
        session.ask(name, { answer, fail });
      });
    },
    dispose() {
      session?.end();
    },
  };
}

function startSession(root: string, ended: () => void): Session {
  const questions: Question[] = [];
  const settings = gitSettings.flatMap((setting) => ["-c", setting]);
  const child = spawn("git", [...settings, "cat-file", "--batch"], {
    cwd: root,
    env: gitEnvironment(),
    windowsHide: true,
  });
  const stderr: Buffer[] = [];
  const close = (error: unknown): void => {
    ended();
    for (const question of questions.splice(0)) question.fail(error);
  };
  const parser = createBatchParser((object) => {
    questions.shift()?.answer(object);
    if (questions.length === 0) setKeepsAlive(child, false);
  });
  child.stdout.on("data", (chunk: Buffer) => parser.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A write to a process that just died fails here; the reason follows with `close`.
  child.stdin.on("error", () => undefined);
  // Node reports a missing working folder as a missing program.
  child.on("error", () => close(existsSync(root) ? gitMissing() : folderMissing(root)));
  child.on("close", () => close(explainRefusal(root, ["cat-file"], Buffer.concat(stderr).toString())));
  setKeepsAlive(child, false);
  return {
    ask(name, question) {
      if (questions.length === 0) setKeepsAlive(child, true);
      questions.push(question);
      child.stdin.write(`${name}\n`);
    },
    end() {
      close(new DOMException("The repository was closed.", "AbortError"));
      child.stdin.end();
      child.kill();
    },
  };
}

/** An idle reader must not keep a command-line program from ending. */
function setKeepsAlive(child: ChildProcessWithoutNullStreams, keepsAlive: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
    if (!isHandle(handle)) continue;
    if (keepsAlive) handle.ref();
    else handle.unref();
  }
}

/** Node's pipes to a child are sockets, which its types do not say. */
function isHandle(value: object): value is { ref(): void; unref(): void } {
  return "ref" in value && "unref" in value;
}
