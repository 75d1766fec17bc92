import { expect, test } from "vitest";
import { readSshTarget } from "#core/data/remotes/ssh-target";
import { remoteOf } from "../../support/cloud-store.ts";

const read = (url: string, options: Readonly<Record<string, string>> = {}) =>
  readSshTarget(remoteOf(url, options));

test("reads host, path and what ssh is told of them", () => {
  expect(read("ssh://ada@example.com:2222/srv/my data")).toEqual({
    host: "example.com",
    path: "/srv/my data",
    url: "ssh://example.com:2222/srv/my data",
    options: ["-p", "2222", "-l", "ada", "-o", "ConnectTimeout=30"],
  });
});

test("takes from the settings what the URL does not say", () => {
  const options = {
    port: "22",
    user: "ada",
    keyfile: "/keys/one",
    timeout: "5",
    gss_auth: "true",
    allow_agent: "False",
  };
  expect(read("ssh://host/data", options).options).toEqual([
    "-p",
    "22",
    "-l",
    "ada",
    "-i",
    "/keys/one",
    "-o",
    "ConnectTimeout=5",
    "-o",
    "GSSAPIAuthentication=yes",
    "-o",
    "IdentityAgent=none",
  ]);
  expect(read("ssh://bob@host:1/data", options).options.slice(0, 4)).toEqual(["-p", "1", "-l", "bob"]);
});

test("an address of IPv6 loses its brackets", () => {
  expect(read("ssh://[::1]:22/data").host).toBe("::1");
});

test.each([
  "ssh://-oProxyCommand=evil/data",
  "ssh://-lroot@host/data",
  "ssh:///data",
  "ssh://host:port/data",
])("%s is refused", (url) => {
  expect(() => read(url)).toThrow(/its url is not like ssh:\/\/user@host:port\/path/u);
});

test.each([
  ["ssh://ada:s3cret@host/data", {}],
  ["ssh://host/data", { password: "s3cret" }],
  ["ssh://host/data", { passphrase: "s3cret" }],
])("a password in %s %o is refused with the way out, and not told", (url, options) => {
  expect(() => read(url, options)).toThrow(/ssh-copy-id.*ssh-add/u);
  expect(() => read(url, options)).not.toThrow(/s3cret/u);
});
