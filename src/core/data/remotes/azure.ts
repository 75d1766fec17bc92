import { stat } from "node:fs/promises";

import type { RemoteConfig } from "#core/data/config/remote-config";

import { readAccount } from "./azure-account.ts";
import { uploadInBlocks } from "./azure-blocks.ts";
import { openAzureService } from "./azure-service.ts";
import type { AzureRequest, AzureService } from "./azure-service.ts";
import { openAzureSignIn } from "./azure-sign-in.ts";
import { connectionOptions } from "./cloud-options.ts";
import { placeOf } from "./cloud-place.ts";
import { chunksOf, headerOf, lengthOf, noChunks, openConnection } from "./cloud-request.ts";
import type { CloudResponse } from "./cloud-request.ts";
import { partsIn, textIn } from "./cloud-xml.ts";
import type { BlobContent, RemoteStore } from "./remote-store.ts";
import { withRetries } from "./with-retries.ts";

/** Files from this size on go up in blocks, so that a broken connection costs one of them. */
const blocksFrom = 64 << 20;

/**
 * A remote in a container of Azure Blob Storage. Throws a Failure for options that make no sense; who has signed in is
 * looked for with the first request.
 */
export async function openAzure(
  remote: RemoteConfig,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RemoteStore> {
  const { bucket: container, prefix } = placeOf(remote);
  const account = readAccount(remote, env);
  const url = remote.url.replace(/\/+$/u, "");
  const connection = openConnection(url, await connectionOptions(remote, "connection_timeout", env));
  const signIn = openAzureSignIn(remote, account.access, env);
  const service = openAzureService({ remote: url, container, account, connection, signIn });
  const headOf = async (name: string, signal: AbortSignal): Promise<CloudResponse | undefined> => {
    const response = await service.send({ method: "HEAD", key: prefix + name }, signal);
    if (response.status >= 300) return absent(service, response);
    response.body.resume();
    return response;
  };
  return {
    url,
    jobs: 16,
    async size(name, signal) {
      const head = await headOf(name, signal);
      return head && lengthOf(head);
    },
    async tag(name, signal) {
      const head = await headOf(name, signal);
      return head && headerOf(head, "etag");
    },
    list: (below, signal) => listNames(service, prefix, below, signal),
    read: (name, offset, signal) => read(service, { key: prefix + name, offset }, signal),
    async upload(file, name, { signal, onBytes }) {
      const { size } = await stat(file);
      const key = prefix + name;
      if (size >= blocksFrom) {
        await uploadInBlocks({ service, file, size, key, signal, onBytes });
        return;
      }
      const headers = { "x-ms-blob-type": "BlockBlob" };
      const body = { file, start: 0, length: size };
      await service.ask({ method: "PUT", key, headers, body, ...(onBytes && { onBytes }) }, signal);
    },
    async remove(name, signal) {
      const response = await service.send({ method: "DELETE", key: prefix + name }, signal);
      if (response.status >= 300) await absent(service, response);
      else response.body.resume();
    },
    dispose: async () => connection.dispose(),
  };
}

async function read(
  service: AzureService,
  { key, offset }: { readonly key: string; readonly offset: number },
  signal: AbortSignal,
): Promise<BlobContent | undefined> {
  const request: AzureRequest = {
    method: "GET",
    key,
    ...(offset > 0 && { headers: { range: `bytes=${offset}-` } }),
  };
  const response = await service.send(request, signal);
  if (response.status === 200 || response.status === 206) {
    return { start: response.status === 206 ? offset : 0, chunks: chunksOf(response, signal) };
  }
  if (response.status !== 416) return absent(service, response);
  // The offset is the end, or beyond it: then what the caller has is not the blob's, which its hash will show.
  return { start: offset, chunks: noChunks(response) };
}

/** Of a blob that is not there. Throws a Failure for any other answer. */
async function absent(service: AzureService, response: CloudResponse): Promise<undefined> {
  const isBlob = headerOf(response, "x-ms-error-code") === "BlobNotFound";
  if (response.status !== 404 || !isBlob) throw await service.refusal(response);
  response.body.resume();
  return undefined;
}

async function* listNames(
  service: AzureService,
  base: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for (let marker: string | undefined; ;) {
    const query = { restype: "container", comp: "list", maxresults: "1000", prefix: base + prefix, marker };
    // A list of many pages does not begin anew because one of them did not come.
    const xml = await withRetries(signal, () => service.ask({ method: "GET", query }, signal));
    for (const blob of partsIn(xml, "Blob")) yield (textIn(blob, "Name") ?? "").slice(base.length);
    marker = textIn(xml, "NextMarker");
    if (marker === undefined || marker === "") return;
  }
}
