import type { Output, ParamsDependency, PathReference, Stage } from "#core/pipeline/model";
import type { Value } from "#core/pipeline/value";

/** The parts of a stage that a test cares about; all else is as in a plain stage of the root dvc.yaml. */
export interface StageSketch {
  readonly cmd?: Value;
  readonly file?: string;
  readonly deps?: readonly string[];
  /** Keys by parameter file; undefined means the whole file. */
  readonly params?: Readonly<Record<string, readonly string[] | undefined>>;
  readonly outs?: readonly (string | (Partial<Output> & { readonly path: string }))[];
  readonly frozen?: boolean;
  readonly alwaysChanged?: boolean;
  readonly expansion?: Stage["expansion"];
}

const nowhere = { start: 0, end: 0 };

/** Builds a resolved stage without parsing anything. Paths count from the repository's root. */
export function makeStage(name: string, sketch: StageSketch = {}): Stage {
  const file = sketch.file ?? "dvc.yaml";
  return {
    address: file === "dvc.yaml" ? name : `${file}:${name}`,
    name,
    file,
    range: nowhere,
    ...(sketch.expansion && { expansion: sketch.expansion }),
    wdir: ".",
    cmd: sketch.cmd ?? "true",
    cmdRange: nowhere,
    deps: (sketch.deps ?? []).map(reference),
    params: Object.entries(sketch.params ?? {}).map(([path, keys]): ParamsDependency => ({
      ...reference(path),
      keys: keys?.map((key) => ({ key, range: nowhere })),
    })),
    outs: (sketch.outs ?? []).map(output),
    frozen: sketch.frozen ?? false,
    alwaysChanged: sketch.alwaysChanged ?? false,
  };
}

/** `./x` is the text of the path `x`, as it would be in dvc.yaml. */
function reference(text: string): PathReference {
  return { text, path: text.replace(/^\.\//, ""), range: nowhere };
}

function output(sketch: string | (Partial<Output> & { readonly path: string })): Output {
  const { path, ...rest } = typeof sketch === "string" ? { path: sketch } : sketch;
  return { ...reference(path), kind: "out", cache: true, persist: false, push: true, ...rest };
}
