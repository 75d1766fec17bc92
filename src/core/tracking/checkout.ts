import { lstat } from "node:fs/promises";
import { join, posix } from "node:path";

import { prepareCheckout } from "#core/data/cache/checkout";
import type { ObjectSource, WorkspaceChanges } from "#core/data/cache/checkout";
import { printTree, treeHash } from "#core/data/cache/dir-object";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { isListing } from "#core/data/cache/object-name";
import { hashPath } from "#core/data/hash/hash";
import { pathExists } from "#core/data/path-exists";
import { placeInRepository } from "#core/data/place-in-repository";
import { isRecorded, listedFiles } from "#core/data/record-hash";
import type { ContentFacts } from "#core/data/record-hash";
import { Failure } from "#core/failure";
import { isWithin } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";

import { lookingWith, readSelected, withData } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { fileInTheWay, nothingThere, outputOutside } from "./failures.ts";
import type { DataPlace } from "./place.ts";
import { removeUntracked } from "./remove-untracked.ts";
import type { SelectedData, TargetRequest } from "./select-data.ts";

export interface CheckoutRequest extends TargetRequest {
  /** Replace and delete data even when the cache does not have it. */
  readonly force?: boolean;
  /** Also link anew what is right already, after `cache.type` has changed. */
  readonly relink?: boolean;
  /** By path of an output: what its content is where no file records it. */
  readonly unrecorded?: ReadonlyMap<string, ContentFacts>;
}

/** What a checkout did. Paths are repository-relative outputs, or the parts that were asked for; folders end in `/`. */
export interface CheckedOut {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** Their data is not in the cache, or was never recorded; they are as they were. */
  readonly failed: readonly string[];
  /** How many files that were. */
  readonly files: { readonly added: number; readonly modified: number; readonly deleted: number };
}

/**
 * Makes the workspace what dvc.lock and the `.dvc` files say, touching only what differs. An output is looked at whole
 * before anything of it changes. Throws a Failure when data would be lost that the cache does not have.
 */
export function checkout(place: DataPlace, request: CheckoutRequest, work: Work): Promise<CheckedOut> {
  return withData(place, work, async (tools) => {
    const { tracked, selected } = await readSelected(tools, request);
    const deleted = request.targets.length === 0 ? await removeUntracked(tools, tracked) : [];
    const known = selected.map((data) => withContent(data, request.unrecorded));
    return { ...(await checkoutSelected(tools, known, request)), deleted };
  });
}

/** The data of an import without its content is known to whoever has just fetched it. */
function withContent(data: SelectedData, unrecorded: CheckoutRequest["unrecorded"]): SelectedData {
  const facts = unrecorded?.get(data.output.path);
  if (facts === undefined) return data;
  const { md5, isexec } = facts;
  const recorded = { hash: "md5", md5, ...(isexec === true && { isexec }) };
  return { ...data, output: { ...data.output, recorded } };
}

/** All is checked before the first output changes. */
async function checkoutSelected(
  tools: DataTools,
  selected: readonly SelectedData[],
  options: Pick<CheckoutRequest, "force" | "relink">,
): Promise<CheckedOut> {
  const wanted = selected.filter(({ output }) => output.cache);
  for (const data of wanted) await refuseUnfit(tools, pathOf(data));
  const outputs = wanted.map(({ output }) => output.path);
  return tools.writing(outputs, async () => {
    const prepared: Prepared[] = [];
    for (const data of wanted) prepared.push(await prepare(tools, data, options));
    const outcomes: DataOutcome[] = [];
    for (const each of prepared) outcomes.push(await bring(tools, each));
    return summarize(outcomes);
  });
}

/** What is to be brought, after everything about it was checked. */
interface Prepared {
  readonly data: SelectedData;
  readonly md5?: string;
  readonly wasThere: boolean;
  /** Undefined where there is nothing to do, or nothing can be done. */
  readonly carryOut?: () => Promise<WorkspaceChanges>;
}

interface DataOutcome {
  readonly path: string;
  readonly kind: "added" | "modified" | "same" | "failed";
  readonly changes: WorkspaceChanges;
}

async function prepare(
  tools: DataTools,
  data: SelectedData,
  { force, relink }: Pick<CheckoutRequest, "force" | "relink">,
): Promise<Prepared> {
  const { root, cache, config } = tools;
  const path = join(root, pathOf(data));
  const wasThere = await pathExists(path);
  try {
    const { md5, isexec, objects } = await findContent(cache, data);
    if (md5 === undefined) return { data, wasThere, ...(wasThere && isUnrecorded(data) && { md5: "" }) };
    const options = { ...lookingWith(tools), force, relink };
    const carryOut = await prepareCheckout(objects, config.linkTypes, { path, md5, isexec }, options);
    return { data, md5, wasThere, carryOut };
  } catch (error) {
    if (!(error instanceof Failure) || !["object-missing", "damaged-object"].includes(error.kind))
      throw error;
    const isRight = data.part === undefined && (await holdsWhatIsRecorded(tools, data));
    // What is damaged will not come from a remote: the cache seems to have it.
    if (!isRight && error.kind === "damaged-object") throw error;
    return isRight ? { data, wasThere, md5: data.output.recorded?.md5 ?? "" } : { data, wasThere };
  }
}

/** Nothing says that data of the workspace is not what was to be imported without its content. */
function isUnrecorded({ output: { origin, recorded } }: SelectedData): boolean {
  return origin !== undefined && recorded?.md5 === undefined;
}

const noChanges: WorkspaceChanges = { added: [], modified: [], deleted: [] };

async function bring(tools: DataTools, { data, md5, wasThere, carryOut }: Prepared): Promise<DataOutcome> {
  const path = pathOf(data);
  if (md5 === undefined) return { path, kind: "failed", changes: noChanges };
  if (carryOut === undefined) return { path, kind: "same", changes: noChanges };
  const changes = await carryOut();
  if (data.part === undefined) tools.placed.remember(path, md5);
  const isSame =
    wasThere && [changes.added, changes.modified, changes.deleted].every((files) => files.length === 0);
  const shown = isListing(md5) ? `${path}/` : path;
  return { path: shown, kind: isSame ? "same" : wasThere ? "modified" : "added", changes };
}

/** The cache may lack what the workspace has; then nothing is to be brought. A link to what it lacks is not that. */
async function holdsWhatIsRecorded(tools: DataTools, { output }: SelectedData): Promise<boolean> {
  const hash = await hashPath(join(tools.root, output.path), { ...lookingWith(tools), skipLost: true });
  return hash !== undefined && isRecorded(output.recorded, hash.md5);
}

interface Content {
  readonly md5?: string | undefined;
  readonly isexec?: boolean | undefined;
  readonly objects: ObjectSource;
}

/** The hash of what is wanted, and where to find it; a part of a folder is a folder that only we know of. */
async function findContent(cache: ObjectSource, { output, part }: SelectedData): Promise<Content> {
  const { md5, isexec, other } = output.recorded ?? {};
  const listed = md5 === undefined && other !== undefined ? listedFiles(other) : undefined;
  if (part === undefined) return listed ? folderOf(cache, listed) : { md5, isexec, objects: cache };
  const isFolder = md5 !== undefined && isListing(md5);
  const tree = listed ?? (isFolder ? await cache.readTree(md5) : []);
  if (tree === undefined) return { objects: cache };
  const relpath = part.slice(output.path.length + 1);
  const entries = tree.filter((entry) => isWithin(entry.relpath, relpath));
  const [only] = entries;
  if (only === undefined) throw nothingThere(part);
  if (only.relpath === relpath) return { md5: only.md5, objects: cache };
  return folderOf(
    cache,
    entries.map((entry) => ({ ...entry, relpath: entry.relpath.slice(relpath.length + 1) })),
  );
}

/** A folder of which the cache has the files and not the listing. */
function folderOf(cache: ObjectSource, entries: readonly TreeEntry[]): Content {
  const md5 = treeHash(printTree(entries));
  const readTree: ObjectSource["readTree"] = (name) =>
    name === md5 ? Promise.resolve(entries) : cache.readTree(name);
  return { md5, objects: { ...cache, readTree } };
}

/** Throws a Failure for a path that is no place for data: outside of the repository, or below a file. */
async function refuseUnfit({ root }: DataTools, path: string): Promise<void> {
  if (placeInRepository(root, path) === undefined) throw outputOutside(path);
  for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
    const found = await lstat(join(root, folder)).catch(() => undefined);
    if (found !== undefined && !found.isDirectory() && !found.isSymbolicLink())
      throw fileInTheWay(path, folder);
  }
}

function summarize(outcomes: readonly DataOutcome[]): CheckedOut {
  const of = (kind: DataOutcome["kind"]) =>
    outcomes.filter((each) => each.kind === kind).map(({ path }) => path);
  const count = (change: keyof WorkspaceChanges) =>
    outcomes.reduce((sum, { changes }) => sum + changes[change].length, 0);
  return {
    added: of("added"),
    modified: of("modified"),
    deleted: [],
    failed: of("failed"),
    files: { added: count("added"), modified: count("modified"), deleted: count("deleted") },
  };
}

function pathOf({ output, part }: SelectedData): string {
  return part ?? output.path;
}
