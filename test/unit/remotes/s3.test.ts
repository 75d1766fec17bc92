import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placeOf } from "#core/data/remotes/cloud-place";
import { openCredentials } from "#core/data/remotes/s3-credentials";
import { partsOf } from "#core/data/remotes/s3-multipart";
import { parseSections, readProfile } from "#core/data/remotes/s3-profile";
import { bucketUrl, readSettings } from "#core/data/remotes/s3-settings";
import { remoteOf } from "../../support/cloud-store.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { type LoopbackServer, startLoopback } from "../../support/loopback-server.ts";

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

/** An environment in which nothing of this machine is found. */
function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: path.join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "credentials"),
    ...more,
  };
}

async function credentials(options: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv) {
  const remote = remoteOf("s3://data/x", options);
  const profile = await readProfile(remote, env);
  return openCredentials({ remote, profile, region: "eu-west-1", env })();
}

async function addressOf(url: string, options: Readonly<Record<string, string>>, env = environment()) {
  const remote = remoteOf(url, options);
  const place = placeOf(remote);
  return bucketUrl(place.bucket, readSettings(remote, place, await readProfile(remote, env), env));
}

test("an URL is a bucket and a prefix", () => {
  expect(placeOf(remoteOf("s3://data"))).toEqual({ bucket: "data", prefix: "" });
  expect(placeOf(remoteOf("s3://data/a/b//"))).toEqual({ bucket: "data", prefix: "a/b/" });
  expect(() => placeOf(remoteOf("s3://"))).toThrow('The remote "cloud": "s3://" names no bucket');
});

test("a bucket of AWS is a part of the host, unless its dots or the endpoint forbid it", async () => {
  expect(await addressOf("s3://data", {})).toBe("https://data.s3.us-east-1.amazonaws.com");
  expect(await addressOf("s3://data", { region: "cn-north-1" })).toBe(
    "https://data.s3.cn-north-1.amazonaws.com.cn",
  );
  expect(await addressOf("s3://my.data", {})).toBe("https://s3.us-east-1.amazonaws.com/my.data");
  expect(await addressOf("s3://data", { use_ssl: "false" })).toBe("http://data.s3.us-east-1.amazonaws.com");
  expect(await addressOf("s3://data", { endpointurl: "http://minio:9000/" })).toBe("http://minio:9000/data");
  const env = environment({ AWS_ENDPOINT_URL: "https://store.example", AWS_REGION: "eu-west-1" });
  expect(await addressOf("s3://data", {}, env)).toBe("https://store.example/data");
});

test("a profile decides the region, the endpoint and the style of addresses", async () => {
  await writeFile(
    path.join(folder, "config"),
    "[profile lab]\nregion = eu-north-1\nendpoint_url = https://s3.lab\ns3 =\n  addressing_style = virtual\n",
  );
  expect(await addressOf("s3://data", { profile: "lab" })).toBe("https://data.s3.lab");
  expect(await addressOf("s3://data", {}, environment({ AWS_PROFILE: "lab" }))).toBe("https://data.s3.lab");
  await expect(addressOf("s3://data", { profile: "none" })).rejects.toThrow(
    'the profile "none" is neither in',
  );
});

test("options that make no sense are refused", async () => {
  await expect(addressOf("s3://data", { use_ssl: "maybe" })).rejects.toThrow(
    '"use_ssl" must be true or false',
  );
  await expect(addressOf("s3://data", { endpointurl: "minio:9000" })).rejects.toThrow(
    "endpointurl must begin",
  );
  await expect(addressOf("s3://data", { acl: "private", grant_read: "x" })).rejects.toThrow(
    "exclude each other",
  );
});

test("sections of AWS's files, with comments and nested settings", () => {
  const text =
    "; top\n[default]\nregion=us-west-2 # inline\n# no\ns3 =\n  max_queue_size = 9\n\n[ profile  a b ]\nk = v=1\n";
  expect(parseSections(text)).toEqual(
    new Map([
      [
        "default",
        new Map([
          ["region", "us-west-2"],
          ["s3", ""],
          ["s3.max_queue_size", "9"],
        ]),
      ],
      ["profile a b", new Map([["k", "v=1"]])],
    ]),
  );
});

test("keys come from the options, then the environment, then the profile", async () => {
  await writeFile(
    path.join(folder, "credentials"),
    "[default]\naws_access_key_id = file\naws_secret_access_key = s\n[lab]\naws_access_key_id = lab\naws_secret_access_key = s\n",
  );
  const keys = { AWS_ACCESS_KEY_ID: "env", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t" };
  const own = { access_key_id: "own", secret_access_key: "s" };
  expect(await credentials(own, environment(keys))).toMatchObject({ accessKeyId: "own" });
  expect(await credentials({}, environment(keys))).toMatchObject({ accessKeyId: "env", sessionToken: "t" });
  expect(await credentials({ profile: "lab" }, environment(keys))).toMatchObject({ accessKeyId: "lab" });
  expect(await credentials({}, environment())).toMatchObject({ accessKeyId: "file" });
});

test("a profile may have a process that prints keys", async () => {
  const printed = JSON.stringify({
    Version: 1,
    AccessKeyId: "printed",
    SecretAccessKey: "s",
    SessionToken: "t",
  });
  await writeFile(path.join(folder, "keys.cjs"), `console.log(${JSON.stringify(printed)})`);
  const command = `"${process.execPath}" "${path.join(folder, "keys.cjs")}"`;
  await writeFile(
    path.join(folder, "config"),
    `[default]\ncredential_process = ${command}\n[profile bad]\ncredential_process = exit 3\n`,
  );
  expect(await credentials({}, environment())).toMatchObject({ accessKeyId: "printed", sessionToken: "t" });
  await expect(credentials({ profile: "bad" }, environment())).rejects.toThrow(
    'the profile "bad" gives no keys',
  );
});

test("a profile that signs in needs the AWS command line, and says so", async () => {
  await writeFile(path.join(folder, "config"), "[profile sso]\nsso_session = corp\n");
  const path0 = process.env["PATH"];
  process.env["PATH"] = folder;
  try {
    await expect(credentials({ profile: "sso" }, environment())).rejects.toThrow(
      'the profile "sso" signs in with SSO, which needs the AWS command line',
    );
  } finally {
    process.env["PATH"] = path0;
  }
});

const given = {
  AccessKeyId: "machine",
  SecretAccessKey: "s",
  Token: "t",
  Expiration: "2099-01-01T00:00:00Z",
};

test("a machine of AWS has keys behind a token", async () => {
  service = await startLoopback(({ method, url, headers }) => {
    if (method === "PUT" && url === "/latest/api/token") return "secret-token";
    if (headers["x-aws-ec2-metadata-token"] !== "secret-token") return undefined;
    if (url === "/latest/meta-data/iam/security-credentials/") return "role-1";
    return url === "/latest/meta-data/iam/security-credentials/role-1" ? JSON.stringify(given) : undefined;
  });
  const env = environment({
    AWS_EC2_METADATA_DISABLED: undefined,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: service.url,
  });
  expect(await credentials({}, env)).toEqual({
    accessKeyId: "machine",
    secretAccessKey: "s",
    sessionToken: "t",
    expires: new Date("2099-01-01T00:00:00Z"),
  });
});

test("a container has keys behind its own URL", async () => {
  service = await startLoopback(({ headers }) =>
    headers["authorization"] === "let me in" ? JSON.stringify(given) : undefined,
  );
  const env = environment({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${service.url}/keys`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "let me in",
  });
  expect(await credentials({}, env)).toMatchObject({ accessKeyId: "machine" });
});

test("a web identity token is exchanged for keys of its role", async () => {
  await writeFile(path.join(folder, "token"), "jwt\n");
  service = await startLoopback(({ body }) =>
    body.includes("WebIdentityToken=jwt&") || body.endsWith("WebIdentityToken=jwt")
      ? "<R><Credentials><AccessKeyId>web</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>a&amp;b</SessionToken></Credentials></R>"
      : undefined,
  );
  const env = environment({
    AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
    AWS_WEB_IDENTITY_TOKEN_FILE: path.join(folder, "token"),
    AWS_ENDPOINT_URL_STS: service.url,
  });
  expect(await credentials({}, env)).toMatchObject({ accessKeyId: "web", sessionToken: "a&b" });
});

test("without keys the way out is said", async () => {
  await expect(credentials({}, environment())).rejects.toThrow(
    'The remote "cloud": no AWS keys were found; set AWS_ACCESS_KEY_ID',
  );
});

test("parts cover a file, and there are never too many of them", () => {
  const mebibyte = 1 << 20;
  expect(partsOf(64 * mebibyte + 1)).toEqual([
    { number: 1, start: 0, length: 16 * mebibyte },
    { number: 2, start: 16 * mebibyte, length: 16 * mebibyte },
    { number: 3, start: 32 * mebibyte, length: 16 * mebibyte },
    { number: 4, start: 48 * mebibyte, length: 16 * mebibyte },
    { number: 5, start: 64 * mebibyte, length: 1 },
  ]);
  expect(partsOf(5 * 1024 * 1024 * mebibyte).length).toBeLessThanOrEqual(10_000);
});
