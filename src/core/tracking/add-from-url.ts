import { basename, dirname, join, resolve } from "node:path";

import { parseDvcFile } from "#core/data/dvc-file";
import { withFileHash } from "#core/data/dvc-file-hash";
import { ignoreOutputs } from "#core/data/ignore-outputs";
import { readTextSync } from "#core/data/read-text";
import { newDvcFile, recordHash } from "#core/data/record-hash";
import type { ContentFacts } from "#core/data/record-hash";
import { writeLocked } from "#core/data/write-locked";
import { isUrl } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";
import { chooseDestination } from "#core/tracking/import/destination";
import type { Destination } from "#core/tracking/import/destination";
import { nothingAtUrl } from "#core/tracking/import/failures";
import { checkOut } from "#core/tracking/import/place-import";
import { bringUrl } from "#core/tracking/import/url-data";
import { findUrlPlace, nameAt } from "#core/tracking/import/url-place";

import type { Added } from "./add.ts";
import { withData } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { bringToRemote } from "./import-url.ts";
import { openStore } from "./import.ts";
import type { DataPlace } from "./place.ts";
import { stageFiles } from "./stage-files.ts";

export interface AddFromUrlRequest {
  /** An URL, or the path of a file or folder anywhere. */
  readonly target: string;
  /** Absolute path of the folder in which it was typed. */
  readonly cwd: string;
  /** A new name, or a folder to put it in. */
  readonly out?: string | undefined;
  /** Bring the data into a remote and not here: the name of the remote, or true for the default one. */
  readonly toRemote?: string | true | undefined;
  readonly jobs?: number | undefined;
  /** Replace what is there. */
  readonly force?: boolean;
}

/**
 * Tracks data that comes from an URL, or that goes straight into a remote and is not kept here. Other than of an import it
 * is not recorded where it came from. Throws a Failure for data that cannot be had, and when it cannot be tracked here.
 */
export async function addFromUrl(place: DataPlace, request: AddFromUrlRequest, work: Work): Promise<Added> {
  const { target, cwd, toRemote, force = false } = request;
  // What goes to the remote alone may lie in its place already, and stays there.
  const wanted = { ...request, name: nameAt(target), force: force || toRemote !== undefined };
  const destination = await withData(place, work, (tools) => chooseDestination(tools, wanted));
  const store = await openStore(place);
  const url = isUrl(target) ? target : resolve(cwd, target);
  const origin = { url, options: new Map<string, string>() };
  const asked = { url, place: findUrlPlace(origin, cwd, store.config), jobs: request.jobs };
  const { data } =
    toRemote === undefined
      ? await bringUrl(asked, store, work)
      : await bringToRemote(asked, store, toRemote, work);
  if (data === undefined) throw nothingAtUrl(url);
  return withData(place, work, async (tools) => {
    await chooseDestination(tools, wanted);
    return tools.writing([destination.path], () =>
      record(tools, destination, data, { isHere: toRemote === undefined, force }),
    );
  });
}

/** The name goes into `.gitignore` also when the data is not here: it may be pulled one day. */
async function record(
  tools: DataTools,
  { path, file }: Destination,
  facts: ContentFacts,
  { isHere, force }: { readonly isHere: boolean; readonly force: boolean },
): Promise<Added> {
  const ignored = await ignoreOutputs(tools.git, [path]);
  if (isHere) await checkOut(tools, path, facts, force);
  await writeLocked(join(tools.root, file), textOf(tools.root, { path, file }, facts));
  return { data: [path], ...(await stageFiles(tools, [file, ...ignored])) };
}

/** What a `.dvc` file that is there says besides stays. */
function textOf(root: string, { path, file }: Destination, facts: ContentFacts): string {
  const text = readTextSync(join(root, file));
  const [recorded] = text === undefined ? [] : parseDvcFile(file, text).outs;
  if (text === undefined || recorded?.path !== join(dirname(file), basename(path)))
    return newDvcFile(basename(path), facts);
  return withFileHash(recordHash(text, 0, recorded, facts));
}
