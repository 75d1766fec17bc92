import { afterEach, expect, test } from "vitest";
import { readAccount, signRequest } from "#core/data/remotes/azure-account";
import { openAzureSignIn } from "#core/data/remotes/azure-sign-in";
import { remoteOf } from "../../support/cloud-store.ts";
import { type LoopbackServer, startLoopback } from "../../support/loopback-server.ts";

let service: LoopbackServer | undefined;

afterEach(async () => {
  await service?.stop();
  service = undefined;
});

function account(options: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
  return readAccount(remoteOf("azure://data/x", options), env);
}

test("an account is named by its options or by a connection string", () => {
  expect(account({ account_name: "lab", account_key: "a2V5" })).toEqual({
    name: "lab",
    endpoint: "https://lab.blob.core.windows.net",
    access: { kind: "key", key: "a2V5" },
  });
  const text =
    "DefaultEndpointsProtocol=https;AccountName=lab;AccountKey=a2V5==;EndpointSuffix=core.chinacloudapi.cn";
  expect(account({ connection_string: text })).toEqual({
    name: "lab",
    endpoint: "https://lab.blob.core.chinacloudapi.cn",
    access: { kind: "key", key: "a2V5==" },
  });
  const signed = "BlobEndpoint=https://lab.blob.core.windows.net/;SharedAccessSignature=sv=2021&sig=a%3D";
  expect(account({ connection_string: signed })).toEqual({
    name: "lab",
    endpoint: "https://lab.blob.core.windows.net",
    access: { kind: "signature", query: "sv=2021&sig=a%3D" },
  });
  expect(account({}, { AZURE_STORAGE_ACCOUNT: "lab", AZURE_STORAGE_KEY: "a2V5" }).access).toEqual({
    kind: "key",
    key: "a2V5",
  });
});

test("of several ways in, the remote's own comes first", () => {
  const application = { tenant_id: "t", client_id: "c", client_secret: "s" };
  expect(account({ account_name: "lab", ...application, account_key: "k" }).access.kind).toBe("application");
  const env = { AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c", AZURE_CLIENT_SECRET: "s" };
  expect(account({ account_name: "lab" }, env).access.kind).toBe("application");
  expect(account({ account_name: "lab", sas_token: "?sig=x" }, env).access).toEqual({
    kind: "signature",
    query: "sig=x",
  });
  expect(account({ account_name: "lab", allow_anonymous_login: "True" }).access.kind).toBe("anonymous");
  expect(account({ account_name: "lab" }).access.kind).toBe("sign-in");
  expect(() => account({})).toThrow("the storage account is not known; set account_name");
});

test("the signature covers the method, the headers, the path and the query", () => {
  const lab = account({ account_name: "lab", account_key: "a2V5" });
  const request = {
    method: "PUT",
    url: new URL("https://lab.blob.core.windows.net/data/a%20b?comp=block&blockid=MQ%3D%3D"),
    headers: { "x-ms-version": "2021-12-02", "x-ms-date": "Sat, 21 Nov 2026 08:00:00 GMT" },
    length: 3,
  };
  // The expectation was computed with Python from the documented text to sign.
  const signature = signRequest(lab, "a2V5", request);
  expect(signature).toBe("SharedKey lab:YB1eX2C1kCnNUp45N7u4CBsUV/+2lguVbr123BB9+3o=");
  expect(signRequest(lab, "a2V5", { ...request, length: 4 })).not.toBe(signature);
});

test("an application signs in with its secret", async () => {
  service = await startLoopback(({ url, body }) =>
    url === "/tenant-1/oauth2/v2.0/token" &&
    body.includes("client_secret=s") &&
    body.includes("storage.azure.com")
      ? JSON.stringify({ access_token: "let-me-in", expires_in: 60 })
      : undefined,
  );
  const access = { kind: "application", tenant: "tenant-1", client: "c", secret: "s" } as const;
  const env = { AZURE_AUTHORITY_HOST: service.url };
  const remote = remoteOf("azure://data/x");
  expect((await openAzureSignIn(remote, access, env)?.())?.token).toBe("let-me-in");
  const wrong = openAzureSignIn(remote, { ...access, secret: "x" }, env);
  await expect(wrong?.()).rejects.toThrow(
    "does not sign in: it answered with status 403; check the credentials",
  );
});

test("a machine of Azure has an identity", async () => {
  service = await startLoopback(({ url, headers }) =>
    url.startsWith("/identity?api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com%2F") &&
    headers["x-identity-header"] === "h"
      ? JSON.stringify({ access_token: "let-me-in", expires_in: "3600" })
      : undefined,
  );
  const env = { IDENTITY_ENDPOINT: `${service.url}/identity`, IDENTITY_HEADER: "h" };
  const signIn = openAzureSignIn(remoteOf("azure://data/x"), { kind: "sign-in" }, env);
  expect((await signIn?.())?.token).toBe("let-me-in");
});
