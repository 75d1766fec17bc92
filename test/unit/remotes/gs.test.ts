import { createVerify, generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openGoogleSignIn } from "#core/data/remotes/gs-credentials";
import { remoteOf } from "../../support/cloud-store.ts";
import { type LoopbackServer, startLoopback } from "../../support/loopback-server.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let folder: string;
let remove: () => Promise<void>;
let service: LoopbackServer | undefined;

beforeEach(async () => {
  ({ folder, remove } = await makeTempFolder());
});

afterEach(async () => {
  await service?.stop();
  service = undefined;
  await remove();
});

const token = JSON.stringify({ access_token: "let-me-in", expires_in: 3600, token_type: "Bearer" });

async function credentialsFile(content: object): Promise<string> {
  const file = path.join(folder, "credentials.json");
  await writeFile(file, JSON.stringify(content));
  return file;
}

function headers(options: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
  const nothing = { CLOUDSDK_CONFIG: folder, GCE_METADATA_HOST: "127.0.0.1:9" };
  return openGoogleSignIn(remoteOf("gs://data/x", options), { ...nothing, ...env })();
}

test("a service account signs what it asks for a token with", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let url = "";
  service = await startLoopback(({ body }) => {
    const form = new URLSearchParams(body);
    const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
    const isRight = createVerify("RSA-SHA256")
      .update(`${head}.${claims}`)
      .verify(publicKey, signature, "base64url");
    const { iss, aud, scope } = JSON.parse(Buffer.from(claims, "base64url").toString());
    const isMeant = iss === "robot@example" && aud === url && scope.endsWith("devstorage.read_write");
    return isRight && isMeant && form.get("grant_type")?.endsWith("jwt-bearer") ? token : undefined;
  });
  url = `${service.url}/token`;
  const credentialpath = await credentialsFile({
    type: "service_account",
    client_email: "robot@example",
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
    token_uri: url,
  });
  const expected = { Authorization: "Bearer let-me-in" };
  expect(await headers({ credentialpath })).toEqual(expected);
  expect(await headers({}, { GOOGLE_APPLICATION_CREDENTIALS: credentialpath })).toEqual(expected);
});

test("a person's sign-in is refreshed, and says who pays", async () => {
  service = await startLoopback(({ body }) => (body.includes("refresh_token=r1") ? token : undefined));
  const file = await credentialsFile({
    type: "authorized_user",
    client_id: "c",
    client_secret: "s",
    refresh_token: "r1",
    token_uri: service.url,
    quota_project_id: "my-project",
  });
  expect(await headers({ credentialpath: file })).toEqual({
    Authorization: "Bearer let-me-in",
    "x-goog-user-project": "my-project",
  });
});

test("a machine of Google has a token", async () => {
  service = await startLoopback(({ headers: sent }) =>
    sent["metadata-flavor"] === "Google" ? token : undefined,
  );
  const env = { GCE_METADATA_HOST: service.url.replace("http://", "") };
  expect(await headers({}, env)).toEqual({ Authorization: "Bearer let-me-in" });
});

test("nobody signs in where anybody may read, and with an emulator", async () => {
  expect(await headers({ allow_anonymous_login: "true" })).toEqual({});
  expect(await headers({}, { STORAGE_EMULATOR_HOST: "localhost:4443" })).toEqual({});
});

test("what is wrong with credentials is said", async () => {
  await expect(headers({})).rejects.toThrow("no Google credentials were found; run `gcloud auth");
  await expect(headers({ credentialpath: "/none" })).rejects.toThrow(
    'the credentials in "/none" are not there',
  );
  const credentialpath = await credentialsFile({ type: "external_account" });
  await expect(headers({ credentialpath })).rejects.toThrow('credentials of the kind "external_account"');
  service = await startLoopback(() => undefined);
  const refused = {
    type: "authorized_user",
    client_id: "c",
    client_secret: "s",
    refresh_token: "r",
    token_uri: service.url,
  };
  const file = await credentialsFile(refused);
  await expect(headers({ credentialpath: file })).rejects.toThrow(
    "does not sign in: it answered with status 403",
  );
});
