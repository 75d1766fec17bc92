import { hasGlob } from "../params/fnmatch.ts";
import { folderOf, resolvePath } from "../repository-path.ts";
import type { Pipeline } from "../model.ts";

/** How the pipeline uses one file of parameters. */
export interface ParameterUse {
  /** Some stage wants the whole file, or keys by a pattern. */
  readonly isWhole: boolean;
  /** Keys that stages list. */
  readonly listed: ReadonlySet<string>;
  /** Names in `${}`, wherever they may come from. */
  readonly named: ReadonlySet<string>;
}

/** The uses of each file that stages list, and of the params.yaml beside each dvc.yaml. */
export function parameterUses(pipeline: Pipeline): ReadonlyMap<string, ParameterUse> {
  const named = new Map(pipeline.files.map(({ path, document }) => [path, namesIn(document.text)]));
  const uses = new Map<string, { isWhole: boolean; listed: Set<string>; named: Set<string> }>();
  const useOf = (file: string) => {
    const use = uses.get(file) ?? { isWhole: false, listed: new Set<string>(), named: new Set<string>() };
    uses.set(file, use);
    return use;
  };
  for (const { path, params } of pipeline.files) {
    const use = useOf(resolvePath(folderOf(path), "params.yaml"));
    for (const name of named.get(path) ?? []) use.named.add(name);
    for (const file of params) useOf(file);
  }
  for (const stage of pipeline.stages) {
    for (const { path, keys } of stage.params) {
      const use = useOf(path);
      if (keys === undefined || keys.some(({ key }) => hasGlob(key))) use.isWhole = true;
      for (const { key } of keys ?? []) use.listed.add(key);
    }
    for (const { file, name } of stage.variables ?? []) useOf(file).named.add(name);
  }
  return uses;
}

/** The names in all `${}` of a text, in dots: `a[0].b` is `a.0.b`. */
function namesIn(text: string): string[] {
  const written = new Set(Array.from(text.matchAll(/\$\{([^}]*)\}/g), ([, inner = ""]) => inner));
  return [...written].map((inner) => inner.replace(/\s*\[\s*([^\]]*)\]/g, ".$1").replace(/\s/g, ""));
}
