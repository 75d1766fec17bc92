import { writeSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { writeFileAtomic } from "#core/data/atomic-write";
import { parseDvcFile, type TrackedData } from "#core/data/dvc-file";
import type { PathHash } from "#core/data/hash";
import { setYamlValue } from "#core/pipeline/edit-yaml";
import { parseYaml } from "#core/pipeline/parse-yaml";
import { find } from "#core/pipeline/read-lock-entry";
import type { Value } from "#core/pipeline/value";

import { brokenPipelineFailure } from "./failures.ts";
import { overlaps } from "./overlaps.ts";
import type { Work } from "./select-work.ts";
import { absolute, hashInWorkspace, locked, type Workshop } from "./workshop.ts";

/** Data that differs from what its `.dvc` file records. */
interface Edited {
  readonly file: string;
  /** Which of the file's outputs. */
  readonly index: number;
  readonly data: TrackedData;
  readonly hash: PathHash;
}

/**
 * Records edits of the data that the stages read and that `.dvc` files track, as `dvc repro` does before it runs what
 * depends on them: a result must not rest on data that nobody can bring back. Imported data is left alone, since it
 * is said to be what its origin has. Throws a Failure for a `.dvc` file that cannot be read.
 */
export async function recordSources(shop: Workshop, work: Work): Promise<void> {
  if (shop.repro.singleItem || shop.repro.downstream) return;
  const stages = work.selected.filter((stage) => !stage.frozen);
  const read = stages.flatMap((stage) => stage.deps.map(({ path }) => path));
  for (const file of work.dataFiles) {
    for (const edited of await findEdited(shop, file, read)) await locked(shop, () => record(shop, edited));
  }
}

async function findEdited(shop: Workshop, file: string, read: readonly string[]): Promise<readonly Edited[]> {
  const text = await readFile(absolute(shop, file), "utf8");
  const { outs, problems } = parseDvcFile(file, text);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors[0]) throw brokenPipelineFailure(errors[0], errors.length);
  if (isImport(file, text)) return [];
  const edited: Edited[] = [];
  for (const [index, data] of outs.entries()) {
    // Without a hash name it is an entry of DVC 2, whose hashes are of another kind.
    if (data.hash !== "md5" || !read.some((path) => overlaps(path, data.path))) continue;
    const hash = await hashInWorkspace(shop, data.path);
    if (hash !== undefined && hash.md5 !== data.md5) edited.push({ file, index, data, hash });
  }
  return edited;
}

function isImport(file: string, text: string): boolean {
  const { root } = parseYaml(file, text);
  return root?.kind === "map" && find(root, "deps") !== undefined;
}

async function record(shop: Workshop, { file, index, data, hash }: Edited): Promise<void> {
  const path = absolute(shop, data.path);
  const { cache, ignore, stats, signal } = shop;
  if (data.cache && !shop.repro.noCommit) {
    await cache.insert(path, hash, signal);
    await cache.checkout(
      { path, md5: hash.md5, isexec: hash.isexec },
      { ignore, stats, signal, relink: true },
    );
  }
  const facts: [string, Value][] = [
    ["md5", hash.md5],
    ["size", BigInt(hash.size)],
    ...(hash.nfiles === undefined ? [] : [["nfiles", BigInt(hash.nfiles)] satisfies [string, Value]]),
  ];
  let text = await readFile(absolute(shop, file), "utf8");
  for (const [key, value] of facts) text = setYamlValue(text, `outs.${index}.${key}`, value, "either");
  await writeFileAtomic(absolute(shop, file), text);
  writeSync(shop.log.descriptor, `"${data.path}" has changed; ${file} records it.\n`);
}
