import { expect } from "vitest";
import { loadPipelineFile } from "#core/pipeline/load";
import type { ResolveOptions, Stage } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";
import type { Value } from "#core/pipeline/value";
import type { Files } from "./pipeline-of.ts";

type Loaded = ReturnType<typeof loadPipelineFile>;

/** Loads the dvc.yaml among the files. */
export function load(files: Files, parsing: ResolveOptions["parsing"] = {}): Loaded {
  return loadPipelineFile("dvc.yaml", { read: (path) => files[path], parsing });
}

/** Problems as `code «the text they stand on» message`. */
export function found(dvcYaml: string, files: Files = {}): string[] {
  const all: Files = { "dvc.yaml": dvcYaml, ...files };
  return load(all).problems.map(({ code, file, range, message }) => {
    const where = file === "dvc.yaml" ? "" : `${file} `;
    return `${code} ${where}«${(all[file] ?? "").slice(range.start, range.end)}» ${message}`;
  });
}

/** The one problem that there is. */
export function only(problems: readonly Problem[]): Problem {
  expect(problems).toHaveLength(1);
  return problems[0] as Problem;
}

/** The stages of a dvc.yaml in which nothing is an error. */
export function stages(
  dvcYaml: string,
  params?: string,
  parsing?: ResolveOptions["parsing"],
): readonly Stage[] {
  const { file, problems } = load(
    { "dvc.yaml": dvcYaml, ...(params !== undefined && { "params.yaml": params }) },
    parsing,
  );
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return file.stages;
}

export const names = (all: readonly Stage[]): string[] => all.map(({ name }) => name);

/** The commands of stages by their names. */
export const commands = (all: readonly Stage[]): Record<string, Value> =>
  Object.fromEntries(all.map(({ name, cmd }) => [name, cmd]));

/** What a command becomes with some parameters. */
export const command = (
  cmd: string,
  params: string,
  parsing?: ResolveOptions["parsing"],
): Value | undefined => stages(`stages:\n  a:\n    cmd: ${cmd}\n`, params, parsing)[0]?.cmd;
