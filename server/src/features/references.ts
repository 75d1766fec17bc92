import type { PathReference, Stage } from "#core/pipeline/model";
import type { Range } from "#core/pipeline/problem";
import { isWithin } from "#core/pipeline/repository-path";
import type { Snapshot } from "../workspace/snapshot.ts";
import type { FeatureContext } from "./lsp.ts";

/** A parameter that a stage names. */
export interface ParameterReference {
  /** Repository-relative file that it is read from. */
  readonly file: string;
  readonly key: string;
  readonly range: Range;
}

/** What a stage of the file refers to at an offset. Stages of one template share their ranges; the first stands for all. */
export function referencesAt(
  { snapshot, path }: FeatureContext,
  offset: number,
): { readonly dependency: PathReference | undefined; readonly parameter: ParameterReference | undefined } {
  const stages = snapshot.file(path)?.stages ?? [];
  const inside = ({ range }: { range: Range }) => range.start <= offset && offset <= range.end;
  const parameters = stages.flatMap(({ params }) =>
    params.flatMap((file) => (file.keys ?? []).map(({ key, range }) => ({ file: file.path, key, range }))),
  );
  return {
    dependency: stages.flatMap(({ deps }) => deps).find(inside),
    parameter: parameters.find(inside),
  };
}

/** The stages whose outputs are at, in or around a path: those that a dependency on it waits for. */
export function producersOf({ pipeline }: Snapshot, path: string): readonly Stage[] {
  return pipeline.stages.filter(({ outs }) =>
    outs.some((out) => isWithin(out.path, path) || isWithin(path, out.path)),
  );
}
