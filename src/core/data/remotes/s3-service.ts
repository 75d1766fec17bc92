import { AwsV4Signer } from "aws4fetch";

import { encodeKey, queryOf } from "./cloud-place.ts";
import { headerOf, textOf } from "./cloud-request.ts";
import type { CloudConnection, CloudRequest, CloudResponse } from "./cloud-request.ts";
import { textIn } from "./cloud-xml.ts";
import { remoteRefused } from "./failures.ts";
import type { S3Credentials } from "./s3-keys.ts";
import { bucketUrl } from "./s3-settings.ts";
import type { S3Settings } from "./s3-settings.ts";

/** A request about a bucket, or about an object in it. */
export interface S3Request extends Pick<CloudRequest, "method" | "body" | "onBytes"> {
  /** The object's; the request is about the bucket without one. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A bucket that answers. */
export interface S3Service {
  readonly settings: S3Settings;
  /** Signs and sends a request, in the region where the bucket turns out to be; gives the answer, whatever its status. */
  send(request: S3Request, signal: AbortSignal): Promise<CloudResponse>;
  /** Sends a request and gives the text of the answer. Throws a Failure with the way out for any other than a success. */
  ask(request: S3Request, signal: AbortSignal): Promise<string>;
  /** The Failure for an answer that is no success; reads its text. */
  refusal(response: CloudResponse, request: S3Request, signal: AbortSignal): Promise<Error>;
}

/** What requests to a bucket need. */
interface S3Access {
  /** The URL of the remote, for messages. */
  readonly remote: string;
  readonly bucket: string;
  readonly settings: S3Settings;
  readonly connection: CloudConnection;
  readonly credentials: () => Promise<S3Credentials>;
}

/** Signs requests for a bucket and understands what is wrong when they are refused. */
export function openService(access: S3Access): S3Service {
  const { remote, bucket, settings, connection } = access;
  let { region } = settings;
  const sendOnce = async (request: S3Request, signal: AbortSignal): Promise<CloudResponse> =>
    connection.send(await sign(request, access, region), signal);

  const service: S3Service = {
    settings,
    async send(request, signal) {
      const response = await sendOnce(request, signal);
      const actual = headerOf(response, "x-amz-bucket-region");
      if (response.status < 300 || actual === undefined || actual === region) return response;
      response.body.resume();
      region = actual;
      return sendOnce(request, signal);
    },
    async ask(request, signal) {
      const response = await service.send(request, signal);
      if (response.status >= 300) throw await service.refusal(response, request, signal);
      return textOf(response);
    },
    async refusal(response, request, signal) {
      const text = await textOf(response);
      if (text !== "" || request.method !== "HEAD") {
        return remoteRefused(
          remote,
          explain(response.status, text, { bucket, region, method: request.method }),
        );
      }
      // A HEAD is answered without a text; the bucket itself is asked what is wrong.
      const asked: S3Request = { method: "GET", query: { "list-type": 2, "max-keys": 1 } };
      const told = await service.send(asked, signal);
      const why = await textOf(told);
      return remoteRefused(
        remote,
        explain(response.status, told.status < 300 ? "" : why, { bucket, region, method: request.method }),
      );
    },
  };
  return service;
}

async function sign(request: S3Request, access: S3Access, region: string): Promise<CloudRequest> {
  const { bucket, settings, credentials } = access;
  const { method, key, query = {}, body, onBytes } = request;
  const base = bucketUrl(bucket, { ...settings, region });
  const url = `${base}/${encodeKey(key ?? "")}${queryOf(query)}`;
  const headers = { ...(key === undefined ? {} : settings.always), ...request.headers };
  const rest = { method, url, ...(body !== undefined && { body }), ...(onBytes && { onBytes }) };
  if (settings.isAnonymous) return { ...rest, headers };
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  const signer = new AwsV4Signer({
    method,
    url,
    headers,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    region,
    service: "s3",
  });
  const signed = await signer.sign();
  return { ...rest, headers: Object.fromEntries(signed.headers) };
}

interface Circumstances {
  readonly bucket: string;
  readonly region: string;
  readonly method: string;
}

/** What is wrong and what can be done, by the code in the answer of the service, else by its status. */
function explain(status: number, xml: string, { bucket, region, method }: Circumstances): string {
  const code = textIn(xml, "Code") ?? "";
  const message = textIn(xml, "Message")?.replace(/\.$/u, "");
  const known = reasons[code] ?? reasonOfStatus(status, method);
  if (known !== undefined) return known.replace("BUCKET", bucket).replace("REGION", region);
  const said = [code, message].filter((text) => text).join(": ");
  return `it answered with status ${status}${said === "" ? "" : ` (${said})`}`;
}

const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: "there is no bucket BUCKET; make it, or correct the remote's url",
  InvalidAccessKeyId: "the access key is not known there; check the keys and the profile",
  SignatureDoesNotMatch: "the secret key is wrong; check the keys and the profile",
  InvalidToken: "the session token is not valid; sign in again",
  ExpiredToken: "the session token has expired; sign in again",
  XAdminUserNotFound: "the access key is not known there; check the keys and the profile",
  TokenRefreshRequired: "the session token has expired; sign in again",
  RequestTimeTooSkewed: "the clock of this machine is wrong by more than 15 minutes; set it",
  PermanentRedirect: "the bucket BUCKET is not in the region REGION; set the remote's region",
  AuthorizationHeaderMalformed: "the bucket BUCKET is not in the region REGION; set the remote's region",
  IllegalLocationConstraintException:
    "the bucket BUCKET is not in the region REGION; set the remote's region",
  InvalidBucketName: "BUCKET is no name of a bucket; correct the remote's url",
  EntityTooLarge: "a file is too large for it",
  QuotaExceeded: "its quota is used up; make room there",
  XMinioStorageFull: "its disk is full; make room there",
};

function reasonOfStatus(status: number, method: string): string | undefined {
  const isReading = method === "GET" || method === "HEAD";
  if (status === 401 || status === 403) {
    return isReading
      ? "reading from BUCKET is not permitted with these keys; ask its owner for s3:GetObject and s3:ListBucket"
      : "writing to BUCKET is not permitted with these keys; ask its owner for s3:PutObject";
  }
  if (status === 301) return "the bucket BUCKET is not in the region REGION; set the remote's region";
  return undefined;
}
