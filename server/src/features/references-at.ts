import type { PathReference } from "#core/pipeline/model";
import type { Range } from "#core/pipeline/problem";
import type { FeatureContext } from "./lsp.ts";

/** A parameter that a stage names. */
interface ParameterReference {
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
  const inside = ({ range }: { range: Range }) => range.start <= offset && offset <= range.end;
  for (const { deps, params } of snapshot.file(path)?.stages ?? []) {
    const dependency = deps.find(inside);
    if (dependency !== undefined) return { dependency, parameter: undefined };
    for (const { path: file, keys } of params) {
      const key = keys?.find(inside);
      if (key !== undefined) return { dependency: undefined, parameter: { file, ...key } };
    }
  }
  return { dependency: undefined, parameter: undefined };
}
