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
const mostFiles = 500;

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

/** Files that were found together are registered together: hundreds, each by itself, would be thousands of messages. */
interface Batch {
  readonly paths: readonly string[];
  readonly registration: Disposable;
}

export function registerNamed(connection: Connection, parts: Naming): NamedDocuments {
  const { client, options, platform, named } = parts;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<void> = Promise.resolve();
  let batches: readonly Batch[] = [];
  const told = (): readonly string[] => batches.flatMap(({ paths }) => paths);

  const wantedNow = async (): Promise<ReadonlySet<string>> => {
    let found = named();
    while ((await platform.fetchMissing?.()) === true) found = named();
    const others = found.flatMap(({ paths }) => paths).filter((path) => !hasDocumentName(path));
    // A stage that is being typed names nothing for a while, which must not close the files that it named.
    const broken = found.filter(({ areAll }) => !areAll);
    const before = told().filter((path) => broken.some(({ root }) => path.startsWith(`${root}/`)));
    return new Set([...before, ...others].slice(0, mostFiles));
  };
  const register = async (): Promise<void> => {
    const wanted = await wantedNow();
    const kept = batches.filter(({ paths }) => paths.every((path) => wanted.has(path)));
    // Before what is left of them comes again: changes of a document of two registrations would be told twice.
    for (const batch of batches) if (!kept.includes(batch)) batch.registration.dispose();
    batches = kept;
    const known = new Set(told());
    const paths = [...wanted].filter((path) => !known.has(path));
    if (paths.length === 0) return;
    // A client that is going away refuses; it opens no documents any more.
    const asked = connection.client.register(registrationOf(paths, parts));
    const registration = await asked.catch(() => undefined);
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
    has: (path) => batches.some(({ paths }) => paths.includes(path)),
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
function registrationOf(paths: readonly string[], { client, options, uriOf }: Naming): BulkRegistration {
  const selectors = new Map<ValueFeature, DocumentFilter[]>();
  for (const path of paths) {
    const filter = { scheme: schemeOf(uriOf(path)), pattern: filePattern(path, uriOf) };
    for (const feature of valueFeatures(path, options())) {
      const known = selectors.get(feature);
      if (known) known.push(filter);
      else selectors.set(feature, [filter]);
    }
  }
  const registration = BulkRegistration.create();
  const { textDocument } = client();
  for (const [{ method, capability, options: own }, documentSelector] of selectors) {
    if (textDocument?.[capability]?.dynamicRegistration !== true) continue;
    registration.add(new RegistrationType<object>(method), { ...own, documentSelector });
  }
  return registration;
}
