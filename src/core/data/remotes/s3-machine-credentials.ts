import { readFile } from "node:fs/promises";

import { parseObject } from "#core/data/json-object";

import { textIn } from "./cloud-xml.ts";
import { badRemote } from "./failures.ts";
import type { CredentialSources, S3Credentials } from "./s3-keys.ts";

/** Machines of AWS answer within milliseconds; on all others nobody does. */
const metadataTimeout = 1000;

/**
 * The credentials of the container or the virtual machine that this runs on; undefined elsewhere. The machine's are asked
 * for by the second version of its metadata service, which needs a token first.
 */
export async function credentialsOfMachine(env: NodeJS.ProcessEnv): Promise<S3Credentials | undefined> {
  return (await credentialsOfContainer(env)) ?? (await credentialsOfInstance(env));
}

/**
 * The credentials that a web identity token of the environment is exchanged for, as in Kubernetes on AWS; undefined
 * without one. Throws a Failure when the exchange is refused.
 */
export async function credentialsOfToken({
  env,
  region,
  remote,
}: CredentialSources): Promise<S3Credentials | undefined> {
  const file = env["AWS_WEB_IDENTITY_TOKEN_FILE"];
  const role = env["AWS_ROLE_ARN"];
  if (!file || !role) return undefined;
  const endpoint = env["AWS_ENDPOINT_URL_STS"] ?? `https://sts.${region}.amazonaws.com`;
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: role,
    RoleSessionName: env["AWS_ROLE_SESSION_NAME"] ?? "trainyard",
    WebIdentityToken: (await readFile(file, "utf8")).trim(),
  });
  const response = await fetch(endpoint, { method: "POST", body: form });
  const xml = await response.text();
  const accessKeyId = textIn(xml, "AccessKeyId");
  const secretAccessKey = textIn(xml, "SecretAccessKey");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const reason = textIn(xml, "Message") ?? `status ${response.status}`;
    throw badRemote(remote.name, `AWS does not give the role ${role} for the token in ${file}: ${reason}.`);
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: textIn(xml, "SessionToken"),
    expires: dateOf(textIn(xml, "Expiration")),
  };
}

async function credentialsOfContainer(env: NodeJS.ProcessEnv): Promise<S3Credentials | undefined> {
  const relative = env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
  const url = relative ? `http://169.254.170.2${relative}` : env["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  if (!url) return undefined;
  const file = env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
  const token = file ? (await readFile(file, "utf8")).trim() : env["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
  return fromJson(await ask(url, token ? { Authorization: token } : {}));
}

async function credentialsOfInstance(env: NodeJS.ProcessEnv): Promise<S3Credentials | undefined> {
  if (env["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() === "true") return undefined;
  const base = (env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254").replace(/\/$/u, "");
  const token = await ask(
    `${base}/latest/api/token`,
    { "X-aws-ec2-metadata-token-ttl-seconds": "21600" },
    "PUT",
  );
  if (token === undefined) return undefined;
  const headers = { "X-aws-ec2-metadata-token": token };
  const folder = `${base}/latest/meta-data/iam/security-credentials/`;
  const role = (await ask(folder, headers))?.split("\n")[0]?.trim();
  return role ? fromJson(await ask(folder + role, headers)) : undefined;
}

/** Undefined when nobody answers, or with anything but yes. */
async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  method = "GET",
): Promise<string | undefined> {
  try {
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(metadataTimeout) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

function fromJson(text: string | undefined): S3Credentials | undefined {
  const json = text === undefined ? undefined : parseObject(text);
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = json ?? {};
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string") return undefined;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: typeof Token === "string" ? Token : undefined,
    expires: dateOf(typeof Expiration === "string" ? Expiration : undefined),
  };
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
