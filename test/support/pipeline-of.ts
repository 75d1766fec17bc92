import { checkPipeline } from "#core/pipeline/check";
import type { CheckWorld } from "#core/pipeline/check";
import { isDataFile } from "#core/pipeline/dvc-file-names";
import { dataFileProblems } from "#core/pipeline/dvcfile/data-file-problems";
import { loadPipeline } from "#core/pipeline/load";
import { parseLock } from "#core/pipeline/lock/lock-file";
import type { Pipeline } from "#core/pipeline/model";
import { suppressAll } from "#core/pipeline/suppression/apply-suppressions";
import type { Fix, Problem } from "#core/pipeline/problem";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";

/** A repository as text by repository-relative path. */
export type Files = Readonly<Record<string, string>>;

/** Loads every dvc.yaml among the files; the settings know the remote `store` only. */
function pipelineOf(files: Files): Pipeline {
  const paths = Object.keys(files).filter((path) => /(^|\/)dvc\.yaml$/.test(path));
  return loadPipeline(paths, {
    read: (path) => files[path],
    list: (folder) => worldOf(files).list?.(folder) ?? [],
    hasRemote: (name) => name === "store",
    remoteNames: () => ["store"],
  });
}

/** Everything that is wrong with the files: what `lint` would print. */
export function problemsOf(files: Files, world: Partial<CheckWorld> = {}): Problem[] {
  const pipeline = pipelineOf(files);
  const around = { ...worldOf(files), ...world };
  const dataFiles = Object.keys(files).filter(isDataFile);
  const ofData = dataFiles.flatMap((path) => dataFileProblems(parseYaml(path, files[path] ?? ""), around));
  const problems = [...pipeline.problems, ...checkPipeline(pipeline, around), ...ofData];
  const paths = pipeline.files.map(({ path }) => path);
  return [...suppressAll(problems, paths, (path) => files[path])];
}

/** Applies one fix to the files. Its changes must not overlap. */
export function applyFix(files: Files, fix: Fix): Files {
  const result = { ...files };
  for (const { file, range, newText } of fix.changes.toSorted((a, b) => b.range.start - a.range.start)) {
    const text = result[file] ?? "";
    result[file] = text.slice(0, range.start) + newText + text.slice(range.end);
  }
  return result;
}

/** Files and the folders around them exist, all else does not; a dvc.lock stands next to its dvc.yaml. */
function worldOf(files: Files): CheckWorld {
  const paths = Object.keys(files);
  return {
    exists: (path) => paths.some((file) => file === path || file.startsWith(`${path}/`)),
    locks: (pipelineFile) => {
      const path = pipelineFile.replace(/\.yaml$/, ".lock");
      const text = files[path];
      return text === undefined ? undefined : parseLock(path, text);
    },
    read: (path) => files[path],
    list: (folder) => {
      const start = folder === "." ? "" : `${folder}/`;
      const inside = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
      return [...new Set(inside.map((path) => path.split("/")[0] ?? ""))];
    },
  };
}
