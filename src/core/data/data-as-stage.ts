import type { Stage } from "#core/pipeline/model";

import type { DvcFile } from "./dvc-file.ts";

const nowhere = { start: 0, end: 0 };

/** Data that a `.dvc` file tracks, as something that stages can need and that can need them, as in DVC's graph. */
export function dataAsStage({ file, folder, outs, deps }: DvcFile): Stage {
  const shared = { kind: "out", cache: true, persist: false, push: true, range: nowhere } as const;
  return {
    address: file,
    name: file,
    file,
    range: nowhere,
    wdir: folder,
    cmd: null,
    cmdRange: nowhere,
    deps: deps.map(({ path }) => ({ path, text: path, range: nowhere })),
    params: [],
    outs: outs.map(({ path }) => ({ ...shared, path, text: path })),
    frozen: false,
    alwaysChanged: false,
  };
}
