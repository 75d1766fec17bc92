import { startGit } from "./git-process.ts";

/** Asks Git what its rules ignore, through one `git check-ignore`: a thousand folders cost one process. */
export interface IgnoreReader {
  /**
   * Those of the paths that a rule ignores, or a folder on the way to them, whether Git tracks them or not. Paths are
   * relative to the root, with `/`; a folder ends with one. Throws a Failure when Git cannot say.
   */
  ask(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ends the process; the rules are those of its time. */
  end(): void;
}

interface Question {
  readonly paths: readonly string[];
  readonly ignored: Set<string>;
  /** How many of the paths have an answer. */
  answered: number;
  readonly answer: (ignored: ReadonlySet<string>) => void;
  readonly fail: (reason: unknown) => void;
}

/** Starts to ask in a working tree. */
export function openIgnoreReader(root: string): IgnoreReader {
  const questions: Question[] = [];
  let end: { readonly reason: unknown } | undefined;
  const parser = createVerdictParser((isIgnored) => {
    const [question] = questions;
    if (question === undefined) return;
    const path = question.paths[question.answered];
    if (isIgnored && path !== undefined) question.ignored.add(path);
    question.answered += 1;
    if (question.answered < question.paths.length) return;
    questions.shift();
    if (questions.length === 0) git.setBusy(false);
    question.answer(question.ignored);
  });
  const git = startGit(root, ["check-ignore", "--no-index", "--verbose", "--non-matching", "-z", "--stdin"], {
    // This command refuses literal pathspecs; behind `./` there is no magic.
    env: { GIT_LITERAL_PATHSPECS: "0" },
    onData: (chunk) => parser.push(chunk),
    onEnd(reason) {
      end = { reason };
      for (const question of questions.splice(0)) question.fail(reason);
    },
  });
  return {
    ask(paths) {
      if (paths.length === 0) return Promise.resolve(new Set());
      return new Promise((answer, fail) => {
        if (end !== undefined) return fail(end.reason);
        if (questions.length === 0) git.setBusy(true);
        questions.push({ paths, ignored: new Set(), answered: 0, answer, fail });
        git.write(paths.map((path) => `./${path}\0`).join(""));
      });
    },
    end: () => git.end(),
  };
}

/**
 * Reads the answers: of each path the file, line and pattern of the rule that decides, and the path again, each with a
 * NUL behind it. Without a rule the first three are empty, and a rule with `!` says that the path is not ignored.
 */
function createVerdictParser(onVerdict: (isIgnored: boolean) => void): { push(chunk: Buffer): void } {
  const exclamationMark = 33;
  let field = 0;
  let length = 0;
  let isIgnored = false;
  return {
    push(chunk) {
      for (const byte of chunk) {
        if (byte !== 0) {
          if (field === 2 && length === 0) isIgnored = byte !== exclamationMark;
          length += 1;
          continue;
        }
        length = 0;
        field = (field + 1) % 4;
        if (field > 0) continue;
        onVerdict(isIgnored);
        isIgnored = false;
      }
    },
  };
}
