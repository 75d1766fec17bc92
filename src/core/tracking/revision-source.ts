import { posix } from "node:path";

import { openDvcIgnore } from "#core/data/dvc-ignore";
import type { DvcIgnore } from "#core/data/dvc-ignore";
import type { DvcFiles } from "#core/data/find-files";
import type { Git } from "#core/git/git";
import { listFiles, pathAt, readBlob } from "#core/git/trees";
import type { FileSource } from "#core/metrics/file-source";
import { isDataFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import { isOutside } from "#core/pipeline/repository-path";

import { seenBy, withoutIgnored } from "./seen-source.ts";

/** The files of a commit that DVC sees, read through the object reader. They never change, so a file's stamp is its object's id. */
export function revisionSource(git: Git, commit: string): FileSource {
  const objectAt = async (path: string) =>
    isOutside(path) ? undefined : git.objects.read(pathAt(git, commit, path));
  const all: FileSource = {
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
  return withoutIgnored(all, ignoreOf(git, commit));
}

/** The files of a commit that DVC loads: not what its `.dvcignore` hides, and none of other DVC repositories. */
export async function dvcFilesOf(git: Git, commit: string): Promise<DvcFiles> {
  const paths = ((await listFiles(git, commit)) ?? []).map((file) => file.path);
  const found = selectDvcFiles(paths);
  const ignore = ignoreOf(git, commit);
  return { pipelines: await seenBy(ignore, found.pipelines), data: await seenBy(ignore, found.data) };
}

/** The `.dvcignore` rules of a commit. */
function ignoreOf(git: Git, commit: string): DvcIgnore {
  return openDvcIgnore(git.root, {
    read: async (path) => (await readBlob(git, commit, path))?.toString(),
    isRepository: async (folder) =>
      (await git.objects.read(pathAt(git, commit, posix.join(folder, ".dvc"))))?.type === "tree",
  });
}

/** Those of some files that DVC loads. */
export function selectDvcFiles(paths: readonly string[]): DvcFiles {
  return {
    pipelines: paths.filter(isPipelineFile),
    data: paths.filter(isDataFile),
  };
}
