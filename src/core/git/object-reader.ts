import { createBatchParser } from "./batch-parser.ts";
import type { GitObject } from "./batch-parser.ts";
import { startGit } from "./git-process.ts";

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
  const parser = createBatchParser((object) => {
    questions.shift()?.answer(object);
    if (questions.length === 0) git.setBusy(false);
  });
  const git = startGit(root, ["cat-file", "--batch"], {
    onData: (chunk) => parser.push(chunk),
    onEnd(reason) {
      ended();
      for (const question of questions.splice(0)) question.fail(reason);
    },
  });
  return {
    ask(name, question) {
      if (questions.length === 0) git.setBusy(true);
      questions.push(question);
      git.write(`${name}\n`);
    },
    end: () => git.end(),
  };
}
