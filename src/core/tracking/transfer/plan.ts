import { dirname, join } from "node:path";

import { isListing } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";
import type { Config } from "#core/data/config/config";
import { keepsVersions } from "#core/data/config/remote-config";
import type { RemoteConfig } from "#core/data/config/remote-config";
import { isUrl } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";
import { withData } from "#core/tracking/data-tools";
import type { RecordedImport } from "#core/tracking/import/fetch-imports";
import { isLocked } from "#core/tracking/import/import-file";
import type { DataPlace } from "#core/tracking/place";
import { recordedObject } from "#core/tracking/recorded-object";
import type { SelectedData } from "#core/tracking/select-data";
import type { TrackedOutput } from "#core/tracking/tracked";

import { noRemote, unknownRemote } from "./failures.ts";
import type { TransferRequest } from "./request.ts";
import { selectFromRevisions } from "./revisions.ts";

/** The recorded data of one output. */
export interface WantedOutput {
  /** In the repository, for messages. */
  readonly path: string;
  readonly object: DataObject;
  /** Bytes, where they were recorded. */
  readonly size?: number | undefined;
  /** Path of the file or folder inside of the output that is wanted, relative to it; absent for all of it. */
  readonly part?: string | undefined;
}

/** What goes to, or comes from, one remote. */
export interface RemoteShare {
  readonly remote: RemoteConfig;
  readonly outputs: readonly WantedOutput[];
}

export interface TransferPlan {
  readonly config: Config;
  readonly shares: readonly RemoteShare[];
  /** Data that is in none of our remotes, but where it was imported from. */
  readonly imports: readonly RecordedImport[];
  /** What is left alone, and why. */
  readonly notes: readonly string[];
}

/** Data that Git or another repository keeps is not ours to push. */
export type Direction = "push" | "fetch";

/**
 * Finds out which data a request means and where each piece belongs: at the output's own remote, else at the one that is
 * asked for or the default one. Reads the workspace and the revisions, and no remote.
 * Throws a Failure for a remote or a target that is not there, and for a workspace that cannot be read whole.
 */
export function planTransfer(
  place: DataPlace,
  request: TransferRequest,
  direction: Direction,
  work: Work,
): Promise<TransferPlan> {
  return withData(place, work, async (tools) => {
    const { config } = tools;
    const asked = request.remote === undefined ? undefined : chooseRemote(config, request.remote).name;
    const notes = new Set<string>();
    const imports = new Map<string, RecordedImport>();
    const shares = new Map<string, { remote: RemoteConfig; outputs: Map<string, WantedOutput> }>();
    for (const selected of await selectFromRevisions(tools, request)) {
      if (selected.output.isImported || selected.output.origin !== undefined) {
        const imported = direction === "fetch" ? importOf(place.root, selected, notes) : undefined;
        if (imported !== undefined) imports.set(`${imported.path}\0${imported.md5 ?? ""}`, imported);
        continue;
      }
      const own = selected.output.remote?.toLowerCase();
      const isElsewhere = asked !== undefined && own !== undefined && own !== asked;
      const wanted = isElsewhere ? undefined : readRecord(selected, direction, notes);
      if (wanted === undefined) continue;
      const remote = chooseRemote(config, asked ?? own);
      const share = shares.get(remote.name) ?? { remote, outputs: new Map<string, WantedOutput>() };
      share.outputs.set(JSON.stringify([wanted.object, wanted.part]), wanted);
      shares.set(remote.name, share);
    }
    const plain = [...shares.values()].filter(({ remote }) => !keepsVersions(remote));
    for (const { remote } of shares.values()) {
      if (keepsVersions(remote))
        notes.add(
          `The remote "${remote.name}" keeps versions of files, not objects; use dvc for what is there.`,
        );
    }
    return {
      config,
      shares: plain.map(({ remote, outputs }) => ({ remote, outputs: [...outputs.values()] })),
      imports: [...imports.values()],
      notes: [...notes],
    };
  });
}

/** The remote of a name, or the default one. Throws a Failure when there is none. */
export function chooseRemote(config: Config, name: string | undefined): RemoteConfig {
  const remotes = config.remotes();
  const chosen = name ?? config.defaultRemote;
  if (chosen === undefined) throw noRemote([...remotes.keys()]);
  const remote = remotes.get(chosen.toLowerCase());
  if (remote === undefined) throw unknownRemote(chosen, [...remotes.keys()]);
  return remote;
}

/** The object that is recorded for an output. Undefined when none is to be moved: with a note, where that is a surprise. */
function readRecord(
  { output, part }: SelectedData,
  direction: Direction,
  notes: Set<string>,
): WantedOutput | undefined {
  const { path, recorded } = output;
  if (!isKept(output, direction)) return undefined;
  const object = recordedObject(output);
  if (object !== undefined) {
    return {
      path,
      object,
      size: recorded?.size === undefined ? undefined : Number(recorded.size),
      part: part !== undefined && isListing(object.md5) ? part.slice(path.length + 1) : undefined,
    };
  }
  const isVersioned = recorded?.other?.has("files") === true;
  notes.add(
    isVersioned
      ? `"${path}" is recorded with the versions of a cloud remote and is left as it is; use dvc for it.`
      : `"${path}" has no recorded hash: run or commit it first.`,
  );
  return undefined;
}

/** Data that is kept where it was imported from. Undefined, with a note, when it cannot be brought from there. */
function importOf(root: string, { output }: SelectedData, notes: Set<string>): RecordedImport | undefined {
  const { path, file, origin } = output;
  const md5 = recordedObject(output)?.md5;
  if (origin !== undefined && (md5 !== undefined || isLocked(origin))) {
    return { path, md5, origin, base: dirname(join(root, file)) };
  }
  notes.add(
    origin === undefined
      ? `"${path}" was imported in a way that only dvc knows; use dvc for it.`
      : `"${path}" was imported without a look at it; bring it with \`trainyard update ${file}\`.`,
  );
  return undefined;
}

/** Git keeps what the cache does not. */
function isKept(output: TrackedOutput, direction: Direction): boolean {
  if (!output.cache || isUrl(output.path)) return false;
  return direction === "fetch" || output.push;
}
