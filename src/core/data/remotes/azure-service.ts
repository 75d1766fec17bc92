import { signRequest } from "./azure-account.ts";
import type { AzureAccount } from "./azure-account.ts";
import { encodeKey, queryOf } from "./cloud-place.ts";
import { textOf } from "./cloud-request.ts";
import type { CloudConnection, CloudRequest, CloudResponse } from "./cloud-request.ts";
import type { AccessToken } from "./cloud-token.ts";
import { textIn } from "./cloud-xml.ts";
import { remoteRefused } from "./failures.ts";

/** The version of the service's protocol that requests are written for. */
const version = "2021-12-02";

/** A request about a container, or about a blob in it. */
export interface AzureRequest extends Pick<CloudRequest, "method" | "body" | "onBytes"> {
  /** The blob's; the request is about the container without one. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A container that answers. */
export interface AzureService {
  /** Signs and sends a request; gives the answer, whatever its status. */
  send(request: AzureRequest, signal: AbortSignal): Promise<CloudResponse>;
  /** Sends a request and gives the text of the answer. Throws a Failure with the way out for any other than a success. */
  ask(request: AzureRequest, signal: AbortSignal): Promise<string>;
  /** The Failure for an answer that is no success; reads its text. */
  refusal(response: CloudResponse): Promise<Error>;
}

/** What requests to a container need. */
interface AzureAccessTo {
  /** The URL of the remote, for messages. */
  readonly remote: string;
  readonly container: string;
  readonly account: AzureAccount;
  readonly connection: CloudConnection;
  readonly signIn: (() => Promise<AccessToken>) | undefined;
}

/** Signs requests for a container and understands what is wrong when they are refused. */
export function openAzureService(place: AzureAccessTo): AzureService {
  const { remote, container, connection } = place;
  const service: AzureService = {
    send: async (request, signal) => connection.send(await prepare(request, place), signal),
    async ask(request, signal) {
      const response = await service.send(request, signal);
      if (response.status >= 300) throw await service.refusal(response);
      return textOf(response);
    },
    async refusal(response) {
      const text = await textOf(response);
      const header = response.headers["x-ms-error-code"];
      const code = (typeof header === "string" ? header : undefined) ?? textIn(text, "Code") ?? "";
      return remoteRefused(remote, explain(response.status, code, container));
    },
  };
  return service;
}

async function prepare(request: AzureRequest, place: AzureAccessTo): Promise<CloudRequest> {
  const { account, container, signIn } = place;
  const { method, key, query = {}, body, onBytes } = request;
  const path = key === undefined ? container : `${container}/${encodeKey(key)}`;
  const plain = `${account.endpoint}/${path}${queryOf(query)}`;
  const { access } = account;
  const url =
    access.kind === "signature" ? `${plain}${plain.includes("?") ? "&" : "?"}${access.query}` : plain;
  const headers = { ...request.headers, "x-ms-version": version, "x-ms-date": new Date().toUTCString() };
  const length = typeof body === "object" ? body.length : Buffer.byteLength(body ?? "");
  const authorization =
    access.kind === "key"
      ? signRequest(account, access.key, { method, url: new URL(url), headers, length })
      : signIn && `Bearer ${(await signIn()).token}`;
  return {
    method,
    url,
    headers: { ...headers, ...(authorization !== undefined && { authorization }) },
    ...(body !== undefined && { body }),
    ...(onBytes && { onBytes }),
  };
}

/** What is wrong and what can be done, by the code in the answer of the service, else by its status. */
function explain(status: number, code: string, container: string): string {
  const known = reasons[code] ?? reasons[String(status)];
  if (known !== undefined) return known.replace("CONTAINER", container);
  return `it answered with status ${status}${code === "" ? "" : ` (${code})`}`;
}

const notPermitted =
  "access to CONTAINER is not permitted; ask its owner for the role Storage Blob Data Contributor";

const reasons: Readonly<Record<string, string>> = {
  ContainerNotFound: "there is no container CONTAINER; make it, or correct the remote's url",
  ContainerBeingDeleted: "the container CONTAINER is being deleted; try again later, or choose another one",
  InvalidResourceName: "CONTAINER is no name of a container; correct the remote's url",
  AuthenticationFailed:
    "the account key or the signature is wrong, or has ended, or the clock of this machine is wrong; check them",
  NoAuthenticationInformation:
    "it wants a sign-in; set account_key, sas_token or connection_string with --local",
  PublicAccessNotPermitted: "the account permits no anonymous access; remove allow_anonymous_login",
  ResourceNotFound: "there is no container CONTAINER that everybody may read; sign in, or correct the url",
  AuthorizationFailure:
    "access to CONTAINER is not permitted; check the key, and whether the account's network rules let this machine in",
  AuthorizationPermissionMismatch: notPermitted,
  InsufficientAccountPermissions: notPermitted,
  InvalidAuthenticationInfo: "the sign-in is not valid for storage; sign in again",
  AccountIsDisabled: "the storage account is disabled",
  401: "it wants a sign-in; set account_key, sas_token or connection_string with --local",
  403: notPermitted,
};
