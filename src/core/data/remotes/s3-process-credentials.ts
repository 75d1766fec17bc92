import { spawn } from "node:child_process";

import { isNotFound } from "#core/data/atomic-write";
import { parseObject } from "#core/data/json-object";

import { badRemote } from "./failures.ts";
import type { CredentialSources, S3Credentials } from "./s3-keys.ts";

/**
 * The credentials that the `credential_process` of a profile prints; undefined when it has none.
 * The command is the user's own and is run by a shell, as AWS documents it.
 */
export async function credentialsOfProcess(sources: CredentialSources): Promise<S3Credentials | undefined> {
  const command = sources.profile.values.get("credential_process");
  if (command === undefined) return undefined;
  return readPrinted(sources, await output(command, []));
}

/**
 * The credentials of a profile that takes on a role or signs in in a browser; undefined for other profiles. Only the AWS
 * command line knows how all of these are done, and it hands out what comes of it.
 */
export async function credentialsOfSignIn(sources: CredentialSources): Promise<S3Credentials | undefined> {
  const { remote, profile } = sources;
  const how = signIns.find(({ key }) => profile.values.has(key))?.how;
  if (how === undefined) return undefined;
  const args = ["configure", "export-credentials", "--profile", profile.name, "--format", "process"];
  try {
    return readPrinted(sources, await output("aws", args));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw badRemote(
      remote.name,
      `the profile "${profile.name}" ${how}, which needs the AWS command line (version 2); install it, or set ` +
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
    );
  }
}

const signIns = [
  { key: "sso_session", how: "signs in with SSO" },
  { key: "sso_start_url", how: "signs in with SSO" },
  { key: "login_session", how: "signs in in the browser" },
  { key: "role_arn", how: "takes on a role" },
];

interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without arguments the program is a command for the shell. */
function output(program: string, args: readonly string[]): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      shell: args.length === 0,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

function readPrinted(
  { remote, profile }: CredentialSources,
  { code, stdout, stderr }: Printed,
): S3Credentials {
  const json = code === 0 ? parseObject(stdout) : undefined;
  const text = (key: string): string | undefined => {
    const value = json?.[key];
    return typeof value === "string" ? value : undefined;
  };
  const accessKeyId = text("AccessKeyId");
  const secretAccessKey = text("SecretAccessKey");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const said = stderr.trim().split("\n").at(-1)?.replace(/\.$/u, "");
    throw badRemote(
      remote.name,
      `the profile "${profile.name}" gives no keys${said ? `: ${said}` : ""}; sign in with \`aws sso login --profile ${profile.name}\` or mend the profile.`,
    );
  }
  const expiration = text("Expiration");
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: text("SessionToken"),
    expires: expiration === undefined ? undefined : new Date(expiration),
  };
}
