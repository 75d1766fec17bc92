import type { Artifact, Output, PipelineFile, Stage } from "./model.ts";
import { relativePath } from "./repository-path.ts";
import { folderOf } from "./repository-path.ts";
import type { Mapping, Scalar, Value } from "./value.ts";
import { printYaml } from "./yaml/print-yaml.ts";

/**
 * A dvc.yaml as DVC sees it once every `${}` has its value and every group is its stages: YAML in the order of the file.
 * Stages that do not resolve are not in it, and `vars` are where they are used.
 */
export function resolvedText(file: PipelineFile): string {
  const folder = folderOf(file.path);
  const written = (path: string): string => relativePath(folder, path);
  const sections = mapping({
    stages: new Map(file.stages.map((stage) => [stage.name, stageValue(stage, folder)])),
    params: file.params.map(written),
    metrics: file.metrics.map(written),
    artifacts: new Map(file.artifacts.map((artifact) => [artifact.name, artifactValue(artifact, written)])),
  });
  return sections.size === 0 ? "" : printYaml(sections);
}

/** A mapping without what is empty or not there. */
function mapping(fields: Readonly<Record<string, Value | undefined>>): Mapping {
  const entries = Object.entries(fields).flatMap(([key, value]): [Scalar, Value][] => {
    const isEmpty = value instanceof Map ? value.size === 0 : Array.isArray(value) && value.length === 0;
    return value === undefined || isEmpty ? [] : [[key, value]];
  });
  return new Map(entries);
}

function stageValue(stage: Stage, folder: string): Mapping {
  const outputs = (kind: Output["kind"]): readonly Value[] =>
    stage.outs.filter((output) => output.kind === kind).map(outputValue);
  return mapping({
    desc: stage.desc,
    wdir: stage.wdir === folder ? undefined : relativePath(folder, stage.wdir),
    cmd: stage.cmd,
    deps: stage.deps.map(({ text }) => text),
    params: stage.params.flatMap(({ text, keys }): Value[] => {
      const names = keys?.map(({ key }) => key);
      if (names === undefined) return [new Map([[text, null]])];
      return text === "params.yaml" ? names : [new Map([[text, names]])];
    }),
    outs: outputs("out"),
    metrics: outputs("metric"),
    plots: outputs("plot"),
    frozen: stage.frozen || undefined,
    always_changed: stage.alwaysChanged || undefined,
    meta: stage.meta,
  });
}

function outputValue(output: Output): Value {
  const { text, cache, persist, push, remote, desc, type, labels, meta, plot } = output;
  const flags = mapping({
    cache: cache ? undefined : false,
    persist: persist || undefined,
    push: push ? undefined : false,
    remote,
    desc,
    type,
    labels,
    meta,
    template: plot?.template,
    x: plot?.x,
    y: plot?.y,
    x_label: plot?.xLabel,
    y_label: plot?.yLabel,
    title: plot?.title,
    header: plot?.header,
  });
  return flags.size === 0 ? text : new Map([[text, flags]]);
}

function artifactValue(
  { path, type, desc, labels, meta }: Artifact,
  written: (path: string) => string,
): Mapping {
  return mapping({ path: written(path), type, desc, labels, meta });
}
