import { createHmac } from "node:crypto";

import type { RemoteConfig } from "#core/data/config/remote-config";

import { isSet } from "./cloud-options.ts";
import { badRemote } from "./failures.ts";

/** A storage account and how it lets us in. */
export interface AzureAccount {
  readonly name: string;
  /** Where its blobs are, without a slash at its end. */
  readonly endpoint: string;
  readonly access: AzureAccess;
}

export type AzureAccess =
  | { readonly kind: "key"; readonly key: string }
  /** A query that is appended to every URL, without `?`. */
  | { readonly kind: "signature"; readonly query: string }
  | {
      readonly kind: "application";
      readonly tenant: string;
      readonly client: string;
      readonly secret: string;
    }
  /** Whoever is signed in on this machine. */
  | { readonly kind: "sign-in" }
  | { readonly kind: "anonymous" };

/**
 * Reads the account of a remote, and for what its options leave open the variables that Azure's command line has. Of
 * several ways in, DVC's order decides. Throws a Failure when there is no account.
 */
export function readAccount(remote: RemoteConfig, env: NodeJS.ProcessEnv): AzureAccount {
  const option = (key: string, variable?: string): string | undefined =>
    remote.options.get(key) ?? (variable === undefined ? undefined : env[variable]);
  const parts = parseConnection(option("connection_string", "AZURE_STORAGE_CONNECTION_STRING") ?? "");
  const name =
    parts.get("accountname") ??
    option("account_name", "AZURE_STORAGE_ACCOUNT") ??
    accountOf(parts.get("blobendpoint"));
  if (name === undefined) {
    throw badRemote(
      remote.name,
      "the storage account is not known; set account_name, or connection_string with --local.",
    );
  }
  const suffix = parts.get("endpointsuffix") ?? "core.windows.net";
  const protocol = parts.get("defaultendpointsprotocol") ?? "https";
  const endpoint = parts.get("blobendpoint") ?? `${protocol}://${name}.blob.${suffix}`;
  return { name, endpoint: endpoint.replace(/\/+$/u, ""), access: accessOf(remote, parts, option) };
}

/** The parts of a connection string by their names in lower case; a value may hold `=`. */
function parseConnection(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split(";")
      .map((part) => /^\s*(\w+)\s*=(.*)$/u.exec(part))
      .flatMap((match) => (match === null ? [] : [[match[1]?.toLowerCase() ?? "", match[2]?.trim() ?? ""]])),
  );
}

function accountOf(endpoint: string | undefined): string | undefined {
  return /^https?:\/\/([^./]+)\.blob\./iu.exec(endpoint ?? "")?.[1];
}

function accessOf(
  remote: RemoteConfig,
  parts: ReadonlyMap<string, string>,
  option: (key: string, variable?: string) => string | undefined,
): AzureAccess {
  const named = parts.get("accountkey");
  if (named !== undefined) return { kind: "key", key: named };
  const signed = parts.get("sharedaccesssignature");
  if (signed !== undefined) return signature(signed);
  const tenant = option("tenant_id", "AZURE_TENANT_ID");
  const client = option("client_id", "AZURE_CLIENT_ID");
  const secret = option("client_secret", "AZURE_CLIENT_SECRET");
  if (
    remote.options.has("client_secret") &&
    tenant !== undefined &&
    client !== undefined &&
    secret !== undefined
  )
    return { kind: "application", tenant, client, secret };
  const key = option("account_key", "AZURE_STORAGE_KEY");
  if (key !== undefined) return { kind: "key", key };
  const sas = option("sas_token", "AZURE_STORAGE_SAS_TOKEN");
  if (sas !== undefined) return signature(sas);
  if (isSet(remote, "allow_anonymous_login", false)) return { kind: "anonymous" };
  if (tenant !== undefined && client !== undefined && secret !== undefined)
    return { kind: "application", tenant, client, secret };
  return { kind: "sign-in" };
}

function signature(query: string): AzureAccess {
  return { kind: "signature", query: query.replace(/^\?/u, "") };
}

export interface Signable {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
}

/**
 * The `Authorization` of a request by the account's key: "Authorize with Shared Key" of Azure's documentation, for blobs
 * and versions from 2015-02-21 on.
 * @param key the account's key in Base64
 */
export function signRequest({ name }: AzureAccount, key: string, request: Signable): string {
  const { method, url, headers, length } = request;
  const standard = ["content-encoding", "content-language"].map((header) => headers[header] ?? "");
  const rest = [
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
  ].map((header) => headers[header] ?? "");
  const own = Object.entries(headers)
    .filter(([header]) => header.startsWith("x-ms-"))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([header, value]) => `${header}:${value.trim()}`);
  const query = [...url.searchParams.keys()]
    .toSorted()
    .map((each) => `${each.toLowerCase()}:${url.searchParams.getAll(each).toSorted().join(",")}`);
  const text = [
    method,
    ...standard,
    length === 0 ? "" : String(length),
    ...rest,
    ...own,
    [`/${name}${url.pathname}`, ...query].join("\n"),
  ].join("\n");
  return `SharedKey ${name}:${createHmac("sha256", Buffer.from(key, "base64")).update(text, "utf8").digest("base64")}`;
}
