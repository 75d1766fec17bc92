import { createHash } from "node:crypto";

import type { RemoteConfig } from "#core/data/config/remote-config";

import { isSet } from "./cloud-options.ts";
import type { CloudPlace } from "./cloud-place.ts";
import { badRemote } from "./failures.ts";
import type { S3Profile } from "./s3-profile.ts";

/** How a remote's bucket is addressed and what goes along with requests. */
export interface S3Settings {
  /** Where the service is, when it is not AWS's own; without a slash at its end. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** The bucket is the first part of the path, not of the host's name. */
  readonly isPathStyle: boolean;
  readonly usesTls: boolean;
  /** Requests go without a signature. */
  readonly isAnonymous: boolean;
  /** Headers of requests that begin to store an object: encryption, access. */
  readonly storing: Readonly<Record<string, string>>;
  /** Headers of every request about an object: the key that the customer keeps. */
  readonly always: Readonly<Record<string, string>>;
}

/** Reads a remote's settings, and for what it leaves open the environment and the profile. */
export function readSettings(
  remote: RemoteConfig,
  { bucket }: CloudPlace,
  profile: S3Profile,
  env: NodeJS.ProcessEnv,
): S3Settings {
  const { options } = remote;
  const endpoint =
    options.get("endpointurl") ??
    env["AWS_ENDPOINT_URL_S3"] ??
    env["AWS_ENDPOINT_URL"] ??
    profile.values.get("s3.endpoint_url") ??
    profile.values.get("endpoint_url");
  if (endpoint !== undefined && !/^https?:\/\/[^/]/iu.test(endpoint)) {
    throw badRemote(remote.name, `endpointurl must begin with https:// or http://, not "${endpoint}".`);
  }
  const style = profile.values.get("s3.addressing_style");
  const usesTls = isSet(remote, "use_ssl", true);
  return {
    endpoint: endpoint?.replace(/\/+$/u, ""),
    region:
      options.get("region") ??
      env["AWS_REGION"] ??
      env["AWS_DEFAULT_REGION"] ??
      profile.values.get("region") ??
      "us-east-1",
    // A certificate of AWS covers one level of names, so that a bucket with dots cannot be a part of the host.
    isPathStyle:
      style === "path" ||
      (style !== "virtual" && (endpoint !== undefined || (usesTls && bucket.includes(".")))),
    usesTls,
    isAnonymous: isSet(remote, "allow_anonymous_login", false),
    storing: storingHeaders(remote),
    always: customerKey(remote),
  };
}

/** The URL of the bucket, without a slash at its end. */
export function bucketUrl(bucket: string, { endpoint, region, isPathStyle, usesTls }: S3Settings): string {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const service = endpoint ?? `${usesTls ? "https" : "http"}://s3.${region}.${domain}`;
  return isPathStyle ? `${service}/${bucket}` : service.replace("://", `://${bucket}.`);
}

const headerOfOption = {
  sse: "x-amz-server-side-encryption",
  sse_kms_key_id: "x-amz-server-side-encryption-aws-kms-key-id",
  acl: "x-amz-acl",
  grant_read: "x-amz-grant-read",
  grant_read_acp: "x-amz-grant-read-acp",
  grant_write_acp: "x-amz-grant-write-acp",
  grant_full_control: "x-amz-grant-full-control",
};

function storingHeaders({ name, options }: RemoteConfig): Readonly<Record<string, string>> {
  if (options.has("acl") && [...options.keys()].some((key) => key.startsWith("grant_"))) {
    throw badRemote(name, "acl and grant_… exclude each other; remove one of them.");
  }
  return Object.fromEntries(
    Object.entries(headerOfOption).flatMap(([option, header]) => {
      const value = options.get(option);
      return value === undefined ? [] : [[header, value]];
    }),
  );
}

function customerKey({ name, options }: RemoteConfig): Readonly<Record<string, string>> {
  const key = options.get("sse_customer_key");
  if (key === undefined) return {};
  if (options.has("sse_kms_key_id")) {
    throw badRemote(name, "sse_customer_key and sse_kms_key_id exclude each other; remove one of them.");
  }
  const prefix = "x-amz-server-side-encryption-customer";
  return {
    [`${prefix}-algorithm`]: options.get("sse_customer_algorithm") ?? "AES256",
    [`${prefix}-key`]: key,
    [`${prefix}-key-md5`]: createHash("md5").update(Buffer.from(key, "base64")).digest("base64"),
  };
}
