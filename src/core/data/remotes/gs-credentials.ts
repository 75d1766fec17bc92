import { createSign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { parseObject } from "#core/data/json-object";
import type { JsonObject } from "#core/data/json-object";
import type { RemoteConfig } from "#core/data/config/remote-config";

import { isSet } from "./cloud-options.ts";
import { renewed } from "./cloud-renewed.ts";
import { requestToken, tokenOfMachine } from "./cloud-token.ts";
import type { AccessToken } from "./cloud-token.ts";
import { badRemote } from "./failures.ts";

const scope = "https://www.googleapis.com/auth/devstorage.read_write";
const tokenUrl = "https://oauth2.googleapis.com/token";

/** Headers that let a request in. */
export type Authorize = () => Promise<Readonly<Record<string, string>>>;

/**
 * Gives the headers of requests. Who asks is looked for where Google's own libraries do: the remote's `credentialpath`,
 * GOOGLE_APPLICATION_CREDENTIALS, what `gcloud auth application-default login` has left, the machine. Throws a Failure
 * that says what can be done when there is nobody.
 */
export function openGoogleSignIn(remote: RemoteConfig, env: NodeJS.ProcessEnv): Authorize {
  const isEmulator = env["STORAGE_EMULATOR_HOST"] !== undefined && !remote.options.has("credentialpath");
  if (isSet(remote, "allow_anonymous_login", false) || isEmulator) return async () => ({});
  const signIn = renewed(() => findToken(remote, env));
  return async () => {
    const { token, project } = await signIn();
    return {
      Authorization: `Bearer ${token}`,
      // Who signs in as a person says which project pays.
      ...(project !== undefined && { "x-goog-user-project": project }),
    };
  };
}

interface GoogleToken extends AccessToken {
  readonly project?: string | undefined;
}

async function findToken(remote: RemoteConfig, env: NodeJS.ProcessEnv): Promise<GoogleToken> {
  const given = remote.options.get("credentialpath") ?? env["GOOGLE_APPLICATION_CREDENTIALS"];
  const file = given ?? defaultFile(env);
  const text = await readIfThere(file);
  if (text !== undefined) return tokenOf(remote, file, parseObject(text) ?? {}, env);
  if (given !== undefined) throw badRemote(remote.name, `the credentials in "${given}" are not there.`);
  const host = env["GCE_METADATA_HOST"] ?? "metadata.google.internal";
  const path = "/computeMetadata/v1/instance/service-accounts/default/token";
  const found = await tokenOfMachine(`http://${host}${path}`, { "Metadata-Flavor": "Google" });
  if (found !== undefined) return found;
  throw badRemote(
    remote.name,
    "no Google credentials were found; run `gcloud auth application-default login`, or set credentialpath to the key " +
      "file of a service account. For a public bucket set allow_anonymous_login to true.",
  );
}

function defaultFile(env: NodeJS.ProcessEnv): string {
  const folder =
    env["CLOUDSDK_CONFIG"] ??
    (process.platform === "win32"
      ? join(env["APPDATA"] ?? homedir(), "gcloud")
      : join(homedir(), ".config", "gcloud"));
  return join(folder, "application_default_credentials.json");
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What a file of credentials is exchanged for: the key of a service account, or the sign-in of a person. */
async function tokenOf(
  { name }: RemoteConfig,
  file: string,
  json: JsonObject,
  env: NodeJS.ProcessEnv,
): Promise<GoogleToken> {
  const text = (key: string): string => {
    const value = json[key];
    if (typeof value === "string") return value;
    throw badRemote(name, `"${file}" holds no Google credentials: "${key}" is missing.`);
  };
  const signal = AbortSignal.timeout(30_000);
  const type = text("type");
  if (type === "service_account") {
    const url = typeof json["token_uri"] === "string" ? json["token_uri"] : tokenUrl;
    const assertion = signAssertion(text("client_email"), text("private_key"), url);
    const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
    return requestToken({ remote: name, url, form }, signal);
  }
  if (type === "authorized_user") {
    const form = {
      grant_type: "refresh_token",
      client_id: text("client_id"),
      client_secret: text("client_secret"),
      refresh_token: text("refresh_token"),
    };
    const url = typeof json["token_uri"] === "string" ? json["token_uri"] : tokenUrl;
    const quota = env["GOOGLE_CLOUD_QUOTA_PROJECT"] ?? json["quota_project_id"];
    const token = await requestToken({ remote: name, url, form }, signal);
    return { ...token, project: typeof quota === "string" ? quota : undefined };
  }
  throw badRemote(
    name,
    `"${file}" holds credentials of the kind "${type}", which are not supported; use the key file of a service ` +
      "account, or `gcloud auth application-default login`.",
  );
}

/** The signed statement by which a service account asks for a token (RFC 7523). */
function signAssertion(email: string, privateKey: string, audience: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: email, scope, aud: audience, iat: now, exp: now + 3600 };
  const unsigned = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  return `${unsigned}.${createSign("RSA-SHA256").update(unsigned).sign(privateKey, "base64url")}`;
}
