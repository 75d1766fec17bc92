import {
  BulkRegistration,
  type ClientCapabilities,
  type Connection,
  type Disposable,
  type DocumentFilter,
  RegistrationType,
} from "vscode-languageserver";
import { hasDocumentName } from "#protocol/document-names";
import type { ServerOptions } from "#protocol/server-options";
import type { Platform } from "../platform.ts";
import { schemeOf } from "../workspace/file-uri.ts";
import type { NamedFiles } from "../workspace/named-files.ts";
import { inBackground } from "./answer.ts";
import { filePattern } from "./file-pattern.ts";
import { type ValueFeature, valueFeatures } from "./value-features.ts";

/** More files than these nobody edits by hand, and an editor compares each document that it opens with all of them. */
const mostFiles = 200;

/** Pipelines are looked at again after this many milliseconds without a change. */
const delay = 500;

/** Has the client tell of the files of values that pipelines name, and ask about them. */
export interface NamedDocuments {
  /** Pipelines may name other files than before. */
  readonly update: () => void;
  /** Whether the client was asked to tell of a file, by its absolute path. */
  readonly has: (path: string) => boolean;
  readonly dispose: () => void;
}

interface Naming {
  readonly client: () => ClientCapabilities;
  readonly options: () => ServerOptions;
  readonly platform: Pick<Platform, "fetchMissing">;
  /** What the pipelines of each repository name now. */
  readonly named: () => readonly NamedFiles[];
  /** The URI of an absolute path. */
  readonly uriOf: (path: string) => string;
}

/** Files that became known together, and the end of what the client was told of them. */
interface Batch {
  readonly paths: readonly string[];
  readonly registration: Disposable;
}

export function registerNamed(connection: Connection, parts: Naming): NamedDocuments {
  const { client, options, platform, named } = parts;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let batches: readonly Batch[] = [];
  let last: Promise<void> = Promise.resolve();
  const has = (path: string): boolean => batches.some(({ paths }) => paths.includes(path));

  const wantedNow = async (): Promise<ReadonlySet<string>> => {
    let found = named();
    while ((await platform.fetchMissing?.()) === true) found = named();
    const others = found.flatMap(({ paths }) => paths).filter((path) => !hasDocumentName(path));
    // A stage that is being typed names nothing for a while, which must not close the files that it named.
    const before = found.every(({ areAll }) => areAll) ? [] : batches.flatMap(({ paths }) => paths);
    return new Set([...before, ...others].slice(0, mostFiles));
  };
  const register = async (): Promise<void> => {
    const wanted = await wantedNow();
    const kept = batches.filter((batch) => batch.paths.every((path) => wanted.has(path)));
    // A document of two registrations would have each of its changes told twice: the old one has to go first.
    for (const batch of batches) if (!kept.includes(batch)) batch.registration.dispose();
    batches = kept;
    const paths = [...wanted].filter((path) => !has(path));
    if (paths.length === 0) return;
    // A client that is going away refuses; it opens no documents any more.
    const told = connection.client.register(registrationsOf(paths, parts));
    const registration = await told.catch(() => undefined);
    if (registration !== undefined) batches = [...kept, { paths, registration }];
  };
  /** One at a time: each starts from what the client was told by the one before. */
  const follow = (): void => {
    const next = last.then(register);
    last = next.catch(() => undefined);
    inBackground(connection, next);
  };
  return {
    update: () => {
      if (options().namedFiles !== true || !canRegister(client())) return;
      clearTimeout(timer);
      timer = setTimeout(follow, delay);
    },
    has,
    dispose: () => clearTimeout(timer),
  };
}

/** Without patterns that fit one file only, others of the same name would be taken. */
function canRegister({ textDocument }: ClientCapabilities): boolean {
  return (
    textDocument?.synchronization?.dynamicRegistration === true &&
    textDocument.filters?.relativePatternSupport === true
  );
}

/** Each feature once, with the files that have it. */
function registrationsOf(paths: readonly string[], { client, options, uriOf }: Naming): BulkRegistration {
  const { textDocument } = client();
  const selectors = new Map<ValueFeature, DocumentFilter[]>();
  for (const path of paths) {
    const filter = { scheme: schemeOf(uriOf(path)), pattern: filePattern(path, uriOf) };
    for (const feature of valueFeatures(path, options())) {
      if (textDocument?.[feature.capability]?.dynamicRegistration !== true) continue;
      const known = selectors.get(feature);
      if (known) known.push(filter);
      else selectors.set(feature, [filter]);
    }
  }
  const registrations = BulkRegistration.create();
  for (const [{ method, options: own }, documentSelector] of selectors) {
    registrations.add(new RegistrationType<object>(method), { ...own, documentSelector });
  }
  return registrations;
}
