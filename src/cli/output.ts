import { plainJson } from "#core/pipeline/python/canonical-json";
import type { Value } from "#core/pipeline/value";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan";

const codes: Readonly<Record<Style, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  cyan: 36,
};

/** Where a command writes. Results go to standard output, everything about the way there to standard error. */
export interface Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Colours text when standard output is a terminal that wants colours. */
  readonly paint: (style: Style, text: string) => string;
  /** One line of the result. */
  line(text: string): void;
  /** The JSON document; numbers keep their type, so `1` and `1.0` stay apart. */
  document(value: Value): void;
  /** One line of what a command has done, for whoever did not say `--quiet`; one of the result otherwise. */
  done(text: string): void;
  /** One line about the way there; silent with `--quiet` and `--json`. */
  note(text: string): void;
  error(text: string): void;
  /** Lines that the next output overwrites; nothing where standard error is no terminal. None takes them away. */
  progress(lines: readonly string[]): void;
  /** Standard error is a terminal, so that progress is drawn instead of told. */
  readonly live: boolean;
  /** Columns of the terminal, 100 where there is none. */
  readonly width: number;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Writes to this process's streams. */
export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr } = process;
  const live = stderr.isTTY && !options.quiet && !options.json;
  const colored = options.color && stdout.isTTY;
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) stderr.write(`\r${drawn > 1 ? `\u001b[${drawn - 1}A` : ""}\u001b[J`);
    drawn = 0;
  };
  const write = (stream: NodeJS.WriteStream, text: string) => {
    clear();
    stream.write(stream.isTTY ? withoutControls(text) : text);
  };
  return {
    ...options,
    live,
    width: stderr.columns || 100,
    paint: (style, text) => (colored ? `\u001b[${codes[style]}m${text}\u001b[0m` : text),
    line: (text) => write(stdout, `${text}\n`),
    done: (text) => {
      if (!options.quiet) write(stdout, `${text}\n`);
    },
    document: (value) => write(stdout, `${plainJson(value, 2)}\n`),
    note: (text) => {
      if (!options.quiet && !options.json) write(stderr, `${text}\n`);
    },
    error: (text) => write(stderr, `${text}\n`),
    progress: (lines) => {
      if (!live) return;
      clear();
      const width = (stderr.columns || 100) - 1;
      stderr.write(lines.map((line) => withoutControls(line).slice(0, width)).join("\n"));
      drawn = lines.length;
    },
  };
}

/**
 * Text in which nothing but colours can steer a terminal. Names of files, stages and branches come from strangers, and
 * may hold sequences that move the cursor, set the clipboard or hide what is written.
 */
export function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return text.replaceAll(/\u001b\[[\d;]*m|[\0-\u0008\u000b-\u001f\u007f-\u009f]/gu, (found) =>
    found.length > 1 ? found : `\\x${found.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
