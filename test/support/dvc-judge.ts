import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { floatText } from "#core/pipeline/python/python-text";
import { isList, isMapping, isTimestamp } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";
import { interopTools } from "./interop.ts";

/** A value as the judge writes it, so that `1` and `1.0` are not the same; lists are lists, and text is text. */
export type Encoded =
  | null
  | boolean
  | string
  | readonly Encoded[]
  | { readonly int: string }
  | { readonly float: string }
  | { readonly map: readonly (readonly [Encoded, Encoded])[] }
  | { readonly other: string };

/** What DVC says instead of an answer. */
export interface DvcError {
  /** The name of the Python class. */
  readonly error: string;
  readonly text: string;
}

/** A path of a stage: as written, and from the root. */
interface SaidPath {
  readonly text: string;
  readonly path: string;
}

/** A stage as DVC loads it; ours is put into the same words. */
export interface SaidStage {
  readonly address: string;
  readonly cmd: Encoded;
  readonly wdir: string;
  readonly deps: readonly SaidPath[];
  readonly params: readonly (SaidPath & { readonly keys: readonly string[] })[];
  readonly outs: readonly SaidOutput[];
  readonly frozen: boolean;
  readonly always_changed: boolean;
  readonly desc: Encoded;
  readonly meta: Encoded;
}

export interface SaidOutput extends SaidPath {
  readonly kind: string;
  readonly cache: boolean;
  readonly persist: boolean;
  readonly push: boolean;
  readonly remote: Encoded;
  readonly desc: Encoded;
  readonly type: Encoded;
  readonly labels: Encoded;
  readonly meta: Encoded;
  readonly plot?: Encoded;
}

/** What can be asked, and what is answered. `dvc-judge.py` has the same list. */
interface Answers {
  readonly load: { readonly stages: readonly SaidStage[] };
  readonly graph: "ok";
  readonly status: Encoded;
  /** What could not be recorded, by stage. */
  readonly commit: Readonly<Record<string, string>>;
  readonly "params diff": Encoded;
  readonly "metrics diff": Encoded;
  readonly "metrics show": Encoded;
}

/** The real DVC in a process that stays: a question costs milliseconds instead of a start of Python. */
export interface Judge {
  readonly ask: <Question extends keyof Answers>(
    root: string,
    question: Question,
    options?: Readonly<Record<string, boolean>>,
  ) => Promise<Answers[Question] | DvcError>;
  readonly stop: () => void;
}

export function isDvcError(answer: unknown): answer is DvcError {
  return typeof answer === "object" && answer !== null && "error" in answer && "text" in answer;
}

/** Starts a judge, which the test that starts it has to stop. */
export function startJudge(): Judge {
  const { programs, dvcHome } = interopTools();
  const env = {
    ...process.env,
    DVC_NO_ANALYTICS: "1",
    DVC_SITE_CACHE_DIR: path.join(dvcHome, `site-cache-${process.pid}`),
    DVC_GLOBAL_CONFIG_DIR: path.join(dvcHome, "global"),
    DVC_SYSTEM_CONFIG_DIR: path.join(dvcHome, "system"),
    PYTHONUTF8: "1",
  };
  const script = path.join(import.meta.dirname, "dvc-judge.py");
  const child = spawn(path.join(programs, "python"), [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  createInterface(child.stdout).on("line", (line) => waiting.shift()?.resolve(line));
  child.on("exit", (code) => {
    for (const { reject } of waiting) reject(new Error(`The judge ended with code ${code}.`));
  });
  return {
    async ask(root, question, options) {
      const line = await new Promise<string>((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify({ root, question, options: options ?? null })}\n`);
      });
      // oxlint-disable-next-line typescript/consistent-type-assertions -- the judge answers what was asked
      return JSON.parse(line) as never;
    },
    stop: () => child.stdin.end(),
  };
}

/** A value in the judge's form. */
export function encodeValue(value: Value): Encoded {
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return { float: floatText(value) };
  if (isMapping(value))
    return { map: [...value].map(([key, item]) => [encodeValue(key), encodeValue(item)]) };
  if (isList(value)) return value.map((item) => encodeValue(item));
  return isTimestamp(value) ? { other: "date" } : value;
}

/** The entries of an encoded mapping, with their keys as Python's text. */
export function entriesOf(value: Encoded): readonly (readonly [string, Encoded])[] {
  if (typeof value !== "object" || value === null || isEncodedList(value) || !("map" in value)) return [];
  return value.map.map(([key, item]) => [encodedText(key), item]);
}

/** Python's text of a scalar. */
export function encodedText(value: Encoded): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return value;
  if ("int" in value) return value.int;
  return "float" in value ? value.float : "";
}

/** Arrays that cannot be written to are not known to `Array.isArray`. */
export function isEncodedList(value: Encoded): value is readonly Encoded[] {
  return Array.isArray(value);
}
