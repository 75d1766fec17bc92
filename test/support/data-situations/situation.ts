import type { TestRepository } from "../git-repository.ts";

/** A repository in which a situation is set up. */
interface Place {
  readonly root: string;
  readonly at: (file: string) => string;
  readonly write: TestRepository["write"];
  readonly git: TestRepository["run"];
  readonly dvc: (...args: readonly string[]) => Promise<string>;
  readonly delete: (file: string) => Promise<void>;
}

export interface Situation {
  readonly about: string;
  /** Files of the first commit. */
  readonly files?: Readonly<Record<string, string>>;
  readonly setUp: (place: Place) => Promise<unknown>;
  /** What both tools are asked. */
  readonly command: readonly string[];
  /** Where, from the root. */
  readonly folder?: string;
  /** Words that ours has when it refuses; both do, or `differs` says why not. */
  readonly refused?: string;
  /** Why ours does not do as DVC does. */
  readonly differs?: string;
}

export const nothing = (): Promise<void> => Promise.resolve();
export const folder = { "data/a.txt": "a", "data/b/c.txt": "c", "data/b/d.txt": "d" };
export const config = (type: string): string => `[cache]\n    type = "${type}"\n`;
const stages = [
  "# The pipeline.",
  "stages:",
  "  prep: # first",
  "    cmd: cp in.txt out.txt",
  "    deps: [in.txt]",
  "    outs: [out.txt]",
  "  train:",
  "    cmd: cp out.txt model.txt",
  "    deps: [out.txt]",
  "    outs: [model.txt]",
  "",
].join("\n");
export const pipeline = { "dvc.yaml": stages, "in.txt": "in", ".gitignore": "*.log\n" };
