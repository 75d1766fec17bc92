import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";

/** How long output may take to arrive after its command has ended, when a process that it left behind keeps the pipe. */
const lastWordsMilliseconds = 100;

/**
 * Copies what a command prints into a file, line by line, with a text in front of each. Gives what waits, after the
 * command has ended, until the last line is there.
 * @param output descriptor of a file opened for appending
 */
export function copyLines(child: ChildProcess, prefix: string, output: number): () => Promise<void> {
  const closed = once(child, "close").catch(() => undefined);
  const ends = [child.stdout, child.stderr].map((stream) => {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    const copy = (text: string): void => {
      // A bar of progress draws over itself with a bare carriage return: each state is a line here.
      const lines = (rest + text).split(/\r?\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      if (lines.length > 0) writeSync(output, lines.map((line) => `${prefix}${line}\n`).join(""));
    };
    stream?.on("data", (bytes: Buffer) => copy(decoder.write(bytes)));
    return () => copy(`${decoder.end()}${rest === "" ? "" : "\n"}`);
  });
  return async () => {
    await Promise.race([closed, sleep(lastWordsMilliseconds, undefined, { ref: false })]);
    for (const end of ends) end();
  };
}
