import { expect, test } from "vitest";
import { findUrlPlace, nameAt } from "#core/tracking/import/url-place";

const none = new Map<string, string>();

test.each([
  ["s3://bucket/a/b.csv", "s3://bucket/a", "b.csv"],
  ["s3://bucket/folder/", "s3://bucket", "folder"],
  ["https://host/data.csv?token=1/2", "https://host", "data.csv?token=1/2"],
  ["ssh://user@host:22/srv/data", "ssh://user@host:22/srv", "data"],
])("%s is a name in a store", (url, parent, name) => {
  expect(findUrlPlace({ url, options: none }, "/base", undefined)).toMatchObject({
    kind: "store",
    remote: { url: parent },
    name,
  });
});

test("paths start from the folder of the file", () => {
  expect(findUrlPlace({ url: "../x", options: none }, "/base/in", undefined)).toEqual({
    kind: "path",
    path: "/base/x",
  });
  expect(findUrlPlace({ url: "file:///srv/x%20y", options: none }, "/", undefined)).toEqual({
    kind: "path",
    path: "/srv/x y",
  });
});

test("one version of what a cloud keeps is refused", () => {
  const url = "s3://bucket/x?versionId=3";
  expect(() => findUrlPlace({ url, options: none }, "/", undefined)).toThrow("which is not supported");
});

test.each([
  ["https://host/a/data.csv?x=1", "data.csv"],
  ["s3://bucket/folder/", "folder"],
  ["../up/file", "file"],
])("the name at %s", (url, name) => {
  expect(nameAt(url)).toBe(name);
});

test("the root of a server gives no name", () => {
  expect(() => nameAt("https://host/")).toThrow("gives no name for the data");
});
