import type { RemoteConfig } from "#core/data/config/remote-config";

import { badRemote } from "./failures.ts";

/** Where in a cloud the blobs of a remote are. */
export interface CloudPlace {
  /** The bucket of S3 and Google, the container of Azure. */
  readonly bucket: string;
  /** What stands before each name: empty, or with `/` at its end. */
  readonly prefix: string;
}

/** Takes `scheme://bucket/some/folder` apart. Throws a Failure when the URL names no bucket. */
export function placeOf({ name, url }: RemoteConfig): CloudPlace {
  const [, bucket = "", path = ""] = /^[a-z0-9+.-]+:\/\/([^/]*)(.*)$/iu.exec(url) ?? [];
  if (bucket === "") throw badRemote(name, `"${url}" names no bucket; write ${url}BUCKET/FOLDER.`);
  const prefix = path.replaceAll(/^\/+|\/+$/gu, "");
  return { bucket, prefix: prefix === "" ? "" : `${prefix}/` };
}

/** A key as it stands in an URL: everything but letters, digits, `-._~` and, unless told, `/` escaped. */
export function encodeKey(key: string, keepSlash = true): string {
  const encoded = encodeURIComponent(key).replaceAll(
    /[!'()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return keepSlash ? encoded.replaceAll("%2F", "/") : encoded;
}

/** Keys and values as the query of an URL, in the order given; undefined values are left out. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeKey(key, false)}=${encodeKey(String(value), false)}`],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
