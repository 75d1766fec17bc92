import { posix } from "node:path";

import { openDvcIgnore } from "#core/data/dvc-ignore";
import type { DvcFiles } from "#core/data/find-files";
import type { Git } from "#core/git/git";
import { listFiles, pathAt, readBlob } from "#core/git/trees";
import type { FileSource } from "#core/metrics/file-source";
import { isDataFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import { isOutside } from "#core/pipeline/repository-path";

/** The files of a commit, read through the object reader. They never change, so a file's stamp is its object's id. */
export function revisionSource(git: Git, commit: string): FileSource {
  const objectAt = async (path: string) =>
    isOutside(path) ? undefined : git.objects.read(pathAt(git, commit, path));
  return {
    async list(file) {
      const path = posix.normalize(file).replace(/\/$/u, "");
      const object = await objectAt(path);
      if (object?.type === "blob") return [path];
      if (object?.type !== "tree") return [];
      const below = (await listFiles(git, commit, path === "." ? "" : path)) ?? [];
      return below.map((each) => posix.join(path, each.path)).toSorted();
    },
    stamp: async (path) => {
      const object = await objectAt(path);
      return object?.type === "blob" ? object.id : undefined;
    },
    read: async (path, offset = 0) => {
      const object = await objectAt(path);
      return object?.type === "blob" ? object.content.subarray(offset) : undefined;
    },
  };
}

/** The files of a commit that DVC loads: not what its `.dvcignore` hides, and none of other DVC repositories. */
export async function dvcFilesOf(git: Git, commit: string): Promise<DvcFiles> {
  const paths = ((await listFiles(git, commit)) ?? []).map((file) => file.path);
  const found = selectDvcFiles(paths);
  const isSeen = seenIn(git, commit, paths);
  return { pipelines: await isSeen(found.pipelines), data: await isSeen(found.data) };
}

/** Gives those of some files of a commit that DVC sees. */
function seenIn(git: Git, commit: string, all: readonly string[]) {
  const repositories = new Set(all.flatMap((path) => /^(.+)\/\.dvc\//u.exec(path)?.slice(1) ?? []));
  const ignore = openDvcIgnore(git.root, {
    read: async (path) => (await readBlob(git, commit, path))?.toString(),
    isRepository: async (folder) => repositories.has(folder),
  });
  return async (files: readonly string[]): Promise<readonly string[]> => {
    const ignored = await Promise.all(files.map((file) => ignore.ignores(file, "file")));
    return files.filter((_, index) => !ignored[index]);
  };
}

/** Those of some files that DVC loads. */
export function selectDvcFiles(paths: readonly string[]): DvcFiles {
  return {
    pipelines: paths.filter(isPipelineFile),
    data: paths.filter(isDataFile),
  };
}
