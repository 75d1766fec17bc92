import { isObject, parseObject } from "#core/data/json-object";

import { badRemote, remoteUnreachable } from "./failures.ts";

/** What a service of sign-ins gives for other credentials. */
export interface AccessToken {
  readonly token: string;
  readonly expires: Date;
}

export interface TokenRequest {
  /** Name of the remote, for messages. */
  readonly remote: string;
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
}

/**
 * Asks a service for an access token as OAuth 2 has it (RFC 6749, section 5). Throws a Failure with the reason that the
 * service gives for its refusal.
 */
export async function requestToken(
  { remote, url, form }: TokenRequest,
  signal: AbortSignal,
): Promise<AccessToken> {
  const { origin } = new URL(url);
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form), signal }).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      throw remoteUnreachable(origin, "the sign-in does not answer; check the network", error);
    },
  );
  const json = parseObject(await response.text());
  const token = response.ok ? readToken(json) : undefined;
  if (token !== undefined) return token;
  const said = json?.["error_description"] ?? json?.["error"];
  const reason = typeof said === "string" ? said.split("\n")[0]?.trim().replace(/\.$/u, "") : undefined;
  throw badRemote(
    remote,
    `${origin} does not sign in: ${reason ?? `it answered with status ${response.status}`}; check the credentials.`,
  );
}

/**
 * The token that the machine's metadata service gives, at once or never: elsewhere nobody answers.
 * @param headers those by which the service knows that the request is meant for it
 */
export async function tokenOfMachine(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<AccessToken | undefined> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(1000) });
    return response.ok ? readToken(parseObject(await response.text())) : undefined;
  } catch {
    return undefined;
  }
}

function readToken(json: unknown): AccessToken | undefined {
  if (!isObject(json) || typeof json["access_token"] !== "string") return undefined;
  const seconds = Number(json["expires_in"] ?? 3600);
  return { token: json["access_token"], expires: new Date(Date.now() + seconds * 1000) };
}
