import { renewed } from "./cloud-renewed.ts";
import { badRemote } from "./failures.ts";
import { credentialsOfMachine, credentialsOfToken } from "./s3-machine-credentials.ts";
import type { CredentialSources, S3Credentials } from "./s3-keys.ts";
import { credentialsOfProcess, credentialsOfSignIn } from "./s3-process-credentials.ts";
import type { S3Profile } from "./s3-profile.ts";

/**
 * Gives credentials whenever they are asked for, and looks for new ones shortly before they end. They are looked for where
 * AWS's own tools do, in the same order: the remote's options, the environment, the profile (a role or a sign-in, keys, a
 * process), the container, the machine. Throws a Failure that says what can be done when there are none.
 */
export function openCredentials(sources: CredentialSources): () => Promise<S3Credentials> {
  return renewed(() => findCredentials(sources));
}

async function findCredentials(sources: CredentialSources): Promise<S3Credentials> {
  const { remote, profile, env } = sources;
  const { options } = remote;
  const found =
    pair(options.get("access_key_id"), options.get("secret_access_key"), options.get("session_token")) ??
    // Who names a profile means the profile, whatever else the shell has set.
    (options.has("profile") ? undefined : environmentKeys(env)) ??
    (await credentialsOfSignIn(sources)) ??
    (await credentialsOfToken(sources)) ??
    profileKeys(profile) ??
    (await credentialsOfProcess(sources)) ??
    (await credentialsOfMachine(env));
  if (found !== undefined) return found;
  throw badRemote(
    remote.name,
    "no AWS keys were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, sign in with the AWS command line, or " +
      "give the remote a profile, or access_key_id and secret_access_key with --local. For a public bucket set " +
      "allow_anonymous_login to true.",
  );
}

function pair(id: string | undefined, secret: string | undefined, token?: string): S3Credentials | undefined {
  if (!id || !secret) return undefined;
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: token || undefined };
}

function environmentKeys(env: NodeJS.ProcessEnv): S3Credentials | undefined {
  return pair(
    env["AWS_ACCESS_KEY_ID"],
    env["AWS_SECRET_ACCESS_KEY"],
    env["AWS_SESSION_TOKEN"] ?? env["AWS_SECURITY_TOKEN"],
  );
}

function profileKeys({ values }: S3Profile): S3Credentials | undefined {
  return pair(
    values.get("aws_access_key_id"),
    values.get("aws_secret_access_key"),
    values.get("aws_session_token"),
  );
}
