import { spawn } from "node:child_process";

/** A program that takes and gives back one lock: a line is a question, and each gets one line as its answer. */
export interface LockProgram {
  /** Undefined when the program is not there, or has ended. */
  ask(question: string): Promise<string | undefined>;
  /** Lets it end. What it was told before is still done. */
  end(): void;
}

/** What a program is started with. */
interface Start {
  /** An open file that the program inherits as its descriptor 3. */
  readonly descriptor?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a program that answers questions until its stdin ends: by `end`, or because the system closed it when our
 * process died.
 */
export function startLockProgram(command: string, args: readonly string[], start: Start): LockProgram {
  const inherited = start.descriptor === undefined ? [] : [start.descriptor];
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "ignore", ...inherited],
    env: start.env ?? process.env,
    windowsHide: true,
  });
  const waiting: ((answer: string | undefined) => void)[] = [];
  let isOver = false;
  let text = "";
  const over = (): void => {
    isOver = true;
    for (const answer of waiting.splice(0)) answer(undefined);
  };
  child.on("error", over).on("exit", over);
  // A question to a program that is gone already cannot be written; its answer is undefined.
  child.stdin?.on("error", () => undefined);
  child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
    const lines = (text + piece).split(/\r?\n/);
    text = lines.pop() ?? "";
    for (const line of lines) waiting.shift()?.(line);
  });
  return {
    ask: (question) =>
      new Promise((resolve) => {
        if (isOver) return resolve(undefined);
        waiting.push(resolve);
        child.stdin?.write(`${question}\n`);
      }),
    end: () => void child.stdin?.end(),
  };
}
