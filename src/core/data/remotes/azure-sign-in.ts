import { spawn } from "node:child_process";

import { parseObject } from "#core/data/json-object";
import type { RemoteConfig } from "#core/data/config/remote-config";

import { queryOf } from "./cloud-place.ts";
import { renewed } from "./cloud-renewed.ts";
import { requestToken, tokenOfMachine } from "./cloud-token.ts";
import type { AccessToken } from "./cloud-token.ts";
import type { AzureAccess } from "./azure-account.ts";
import { badRemote } from "./failures.ts";

const resource = "https://storage.azure.com/";

/** Gives access tokens for the ways in that need one; undefined for the others. */
export function openAzureSignIn(
  remote: RemoteConfig,
  access: AzureAccess,
  env: NodeJS.ProcessEnv,
): (() => Promise<AccessToken>) | undefined {
  if (access.kind === "application") return renewed(() => tokenOfApplication(remote, access, env));
  if (access.kind === "sign-in") return renewed(() => tokenOfSignIn(remote, env));
  return undefined;
}

/** An application signs in with its own secret (RFC 6749, section 4.4). */
function tokenOfApplication(
  { name }: RemoteConfig,
  { tenant, client, secret }: Extract<AzureAccess, { kind: "application" }>,
  env: NodeJS.ProcessEnv,
): Promise<AccessToken> {
  const authority = env["AZURE_AUTHORITY_HOST"] ?? "https://login.microsoftonline.com";
  const form = {
    grant_type: "client_credentials",
    client_id: client,
    client_secret: secret,
    scope: `${resource}.default`,
  };
  const url = `${authority.replace(/\/$/u, "")}/${tenant}/oauth2/v2.0/token`;
  return requestToken({ remote: name, url, form }, AbortSignal.timeout(30_000));
}

/** The identity of the machine in Azure, or who has signed in with Azure's command line. */
async function tokenOfSignIn(remote: RemoteConfig, env: NodeJS.ProcessEnv): Promise<AccessToken> {
  const found = (await tokenOfIdentity(env)) ?? (await tokenOfCommandLine());
  if (found !== undefined) return found;
  throw badRemote(
    remote.name,
    "no Azure credentials were found; run `az login`, or set account_key, sas_token or connection_string with --local. " +
      "For a public container set allow_anonymous_login to true.",
  );
}

function tokenOfIdentity(env: NodeJS.ProcessEnv): Promise<AccessToken | undefined> {
  const app = env["IDENTITY_ENDPOINT"];
  const client = { client_id: env["AZURE_CLIENT_ID"] };
  if (app !== undefined) {
    const url = app + queryOf({ "api-version": "2019-08-01", resource, ...client });
    return tokenOfMachine(url, { "X-IDENTITY-HEADER": env["IDENTITY_HEADER"] ?? "" });
  }
  const query = queryOf({ "api-version": "2018-02-01", resource, ...client });
  return tokenOfMachine(`http://169.254.169.254/metadata/identity/oauth2/token${query}`, {
    Metadata: "true",
  });
}

/** Undefined when the command line is not there or nobody has signed in with it. */
function tokenOfCommandLine(): Promise<AccessToken | undefined> {
  const args = ["account", "get-access-token", "--resource", resource, "--output", "json"];
  return new Promise((resolve) => {
    // On Windows the program is a script, which only a shell starts; nothing of the arguments comes from outside.
    const shell = process.platform === "win32";
    const child = spawn("az", args, { stdio: ["ignore", "pipe", "ignore"], windowsHide: true, shell });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    child.on("error", () => resolve(undefined));
    child.on("close", () => {
      const json = parseObject(text);
      const token = json?.["accessToken"];
      const ends = Number(json?.["expires_on"]);
      const expires = new Date(Number.isFinite(ends) ? ends * 1000 : Date.now() + 600_000);
      resolve(typeof token === "string" ? { token, expires } : undefined);
    });
  });
}
