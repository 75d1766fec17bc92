import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRemote } from "#core/data/remotes/open-remote";
import { readHttpSettings } from "#core/data/remotes/http-settings";
import { startBlobServer, type BlobServer } from "../../support/blob-server.ts";
import { never, readBlob, remoteOf } from "../../support/cloud-store.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let folder: string;
let remove: () => Promise<void>;
let server: BlobServer;
const name = "files/md5/ab/cdef";

beforeEach(async () => {
  ({ folder, remove } = await makeTempFolder());
  server = await startBlobServer(path.join(folder, "served"));
  await mkdir(path.join(folder, "served/data/files/md5/ab"), { recursive: true });
  await writeFile(path.join(folder, "served/data", name), "hello, web");
});

afterEach(async () => {
  await server.stop();
  await remove();
});

const open = (options: Readonly<Record<string, string>> = {}, url = `${server.url}/data/`) =>
  openRemote(remoteOf(url, options));

test("reads what a server has, also from the middle", async () => {
  const store = await open();
  expect(store.list).toBeUndefined();
  expect(store.remove).toBeUndefined();
  expect(await store.size(name, never)).toBe(10);
  expect(await store.size("files/md5/no/thing", never)).toBeUndefined();
  expect(await readBlob(store, "files/md5/no/thing")).toBeUndefined();
  expect((await readBlob(store, name))?.content.toString()).toBe("hello, web");
  expect(await readBlob(store, name, 7)).toEqual({ start: 7, content: Buffer.from("web") });
  expect(await readBlob(store, name, 10)).toEqual({ start: 10, content: Buffer.from("") });
  expect(server.requests).toContain(`GET /data/${name} bytes=7-`);
  await store.dispose();
});

test("is content with a server that gives no parts, and with one that knows no HEAD", async () => {
  server.manners.withoutRanges = true;
  server.manners.withoutHead = true;
  const store = await open();
  expect(await readBlob(store, name, 7)).toEqual({ start: 0, content: Buffer.from("hello, web") });
  expect(await store.size(name, never)).toBe(10);
  await store.dispose();
});

test.each(["PUT", "POST"] as const)("uploads with %s", async (method) => {
  const store = await open(method === "POST" ? {} : { method: "put" });
  const file = path.join(folder, "blob");
  await writeFile(file, "new");
  let sent = 0;
  await store.upload(file, "files/md5/12/34", { signal: never, onBytes: (bytes) => (sent += bytes) });
  expect(sent).toBe(3);
  expect(await readFile(path.join(folder, "served/data/files/md5/12/34"), "utf8")).toBe("new");
  expect(server.requests).toEqual([`${method} /data/files/md5/12/34`]);
  await store.dispose();
});

test("says who is wanted by name and password, and never tells the password", async () => {
  server.manners.authorization = `Basic ${Buffer.from("ada:s3cret").toString("base64")}`;
  const right = await open({ auth: "basic", user: "ada", password: "s3cret" });
  expect(await right.size(name, never)).toBe(10);
  const inUrl = await open({}, server.url.replace("//", "//ada:s3cret@"));
  expect(await inUrl.size(`data/${name}`, never)).toBe(10);
  expect(inUrl.url).not.toContain("s3cret");
  const wrong = await open({ auth: "basic", user: "ada", password: "gu3ss" });
  await expect(wrong.size(name, never)).rejects.toThrow(
    /status 401 .*check the options auth, user and password/u,
  );
  await expect(wrong.size(name, never)).rejects.not.toThrow(/gu3ss/u);
});

test("follows a redirection, and keeps the password from a stranger", async () => {
  const other = await startBlobServer(path.join(folder, "served"));
  other.manners.authorization = "not asked for";
  server.manners.redirectTo = other.url;
  const store = await open({ auth: "basic", user: "ada", password: "s3cret" });
  await expect(store.size(name, never)).rejects.toThrow(/status 401/u);
  delete other.manners.authorization;
  expect((await readBlob(store, name))?.content.toString()).toBe("hello, web");
  server.manners.redirectTo = server.url;
  await expect(store.size(name, never)).rejects.toThrow(/redirects in a circle/u);
  await store.dispose();
  await other.stop();
});

test.each([429, 500, 503])(
  "an answer %i is an interruption, after which the same may succeed",
  async (status) => {
    const store = await open();
    server.manners.refusals = [status];
    await expect(store.size(name, never)).rejects.toMatchObject({ kind: "remote-interrupted" });
    expect(await store.size(name, never)).toBe(10);
    await store.dispose();
  },
);

test("a connection that breaks is an interruption, and what came of it stays", async () => {
  server.manners.cuts = { after: 4, times: 1 };
  const store = await open();
  const blob = await store.read(name, 0, never);
  let text = "";
  const reading = (async () => {
    for await (const chunk of blob?.chunks ?? []) text += Buffer.from(chunk).toString();
  })();
  await expect(reading).rejects.toMatchObject({ kind: "remote-interrupted" });
  expect(text).toBe("hell");
  await store.dispose();
});

test("a server that is not there cannot be reached", async () => {
  const store = await open({}, "http://127.0.0.1:1/data");
  await expect(store.size(name, never)).rejects.toMatchObject({ kind: "remote-unreachable" });
});

test.each([
  [{ auth: "digest", user: "a", password: "p" }, /"auth = digest" is not supported, here as in DVC/u],
  [
    { auth: "basic", user: "a", ask_password: "true" },
    /needs a password, which is not asked for; set it with/u,
  ],
  [{ auth: "custom", password: "p" }, /needs the name of a header/u],
  [{ method: "DELETE" }, /"method" must be POST or PUT/u],
])("the settings %o are refused with the way out", (options: Record<string, string>, message) => {
  expect(() => readHttpSettings(remoteOf("https://host/data", options))).toThrow(message);
});

test("a header of its own authenticates, too", () => {
  const options = { auth: "custom", custom_auth_header: "X-Token", password: "p" };
  expect(readHttpSettings(remoteOf("https://host/data", options)).headers).toEqual({ "x-token": "p" });
});

test("a percent sign in a password need not be escaped", () => {
  const { url, headers } = readHttpSettings(remoteOf("https://me:50%25%c3%a4@host/x"));
  expect(url).toBe("https://host/x");
  expect(headers).toEqual({ authorization: `Basic ${Buffer.from("me:50%ä").toString("base64")}` });
  const loose = readHttpSettings(remoteOf("https://me:50%@host/x")).headers;
  expect(loose).toEqual({ authorization: `Basic ${Buffer.from("me:50%").toString("base64")}` });
});

test("a word that every object knows is no protocol", async () => {
  await expect(openRemote(remoteOf("constructor://host/x"))).rejects.toThrow("is not supported");
});
