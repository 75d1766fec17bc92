import { expect, test } from "vitest";
import { placeBelow, pathOfFolder, readFilesAnswer, readFilesRequest } from "#protocol/file-requests";
import { createClientFiles } from "../../server/src/client-files.ts";
import { memoryFiles } from "../support/memory-files.ts";

/** A client with the folder `/open` of a table of texts, which notes what it was asked for. */
function clientOf(texts: Record<string, string>) {
  const asked: string[] = [];
  const isOpen = (path: string) => placeBelow("/open", path) !== undefined;
  const client = createClientFiles((request) => {
    asked.push(...request.texts, ...request.folders.map((folder) => `${folder}/`));
    const { read, kind, list } = memoryFiles(texts);
    return Promise.resolve({
      texts: request.texts.map((path) => (isOpen(path) ? (read(path) ?? null) : null)),
      folders: request.folders.map((path) => (isOpen(path) && kind(path) === "folder" ? list(path) : null)),
    });
  });
  return { ...client, asked };
}

test("a file is absent until it has come, and then it is asked for no more", async () => {
  const { files, fetchMissing, asked } = clientOf({ "/open/params.yaml": "lr: 1" });
  expect(files.read("/open/params.yaml")).toBeUndefined();
  expect(await fetchMissing()).toBe(true);
  expect(files.read("/open/params.yaml")).toBe("lr: 1");
  expect(await fetchMissing()).toBe(false);
  expect(asked).toEqual(["/open/params.yaml"]);
});

test("what a listing tells is not asked for", async () => {
  const { files, fetchMissing, asked } = clientOf({ "/open/data/x.csv": "", "/open/dvc.yaml": "" });
  files.list("/open");
  await fetchMissing();
  expect(files.list("/open")).toEqual(["data/", "dvc.yaml"]);
  expect([files.kind("/open/data"), files.kind("/open/dvc.yaml"), files.kind("/open/none")]).toEqual([
    "folder",
    "file",
    undefined,
  ]);
  expect(files.read("/open/dvc.lock")).toBeUndefined();
  expect(await fetchMissing()).toBe(false);
  expect(asked).toEqual(["/open/"]);
});

test("a folder that was opened is one, though nothing around it is shown", async () => {
  const { files, fetchMissing } = clientOf({ "/open/dvc.yaml": "", "/secret": "" });
  const kinds = () => [files.kind("/open"), files.kind("/secret")];
  kinds();
  while (await fetchMissing()) kinds();
  expect(kinds()).toEqual(["folder", undefined]);
});

test("what changed is asked for again, also when it changed on its way", async () => {
  const texts = { "/open/params.yaml": "lr: 1" };
  const { files, fetchMissing } = clientOf(texts);
  files.read("/open/params.yaml");
  const coming = fetchMissing();
  files.forget("/open/params.yaml");
  await coming;
  texts["/open/params.yaml"] = "lr: 2";
  expect(files.read("/open/params.yaml")).toBeUndefined();
  await fetchMissing();
  expect(files.read("/open/params.yaml")).toBe("lr: 2");
});

test("what can be watched is what stands in the open folders", async () => {
  const { files, fetchMissing } = clientOf({ "/open/dvc.yaml": "", "/secret": "" });
  const look = () => ["/open", "/open/dvc.yaml", "/open/none", "/secret"].forEach(files.kind);
  look();
  while (await fetchMissing()) look();
  expect([...files.asked().looked]).toEqual(["/open/dvc.yaml", "/open/none"]);
});

test("a folder that has come is one", async () => {
  const texts: Record<string, string> = { "/open/dvc.yaml": "" };
  const { files, fetchMissing } = clientOf(texts);
  files.list("/open/data");
  await fetchMissing();
  texts["/open/data/x.csv"] = "";
  files.forget("/open/data");
  files.list("/open/data");
  await fetchMissing();
  expect(files.list("/open/data")).toEqual(["x.csv"]);
});

test("two who wait for the same files have both to look again", async () => {
  const { files, fetchMissing, asked } = clientOf({ "/open/params.yaml": "" });
  files.read("/open/params.yaml");
  expect(await Promise.all([fetchMissing(), fetchMissing()])).toEqual([true, true]);
  expect(asked).toHaveLength(1);
});

test("a client that refuses has no files", async () => {
  const { files, fetchMissing } = createClientFiles(() => Promise.reject(new Error("Unhandled method")));
  files.read("/open/params.yaml");
  await fetchMissing();
  expect(files.read("/open/params.yaml")).toBeUndefined();
  expect(await fetchMissing()).toBe(false);
});

test.each([
  ["/open", "/open", ""],
  ["/open", "/open/a/b", "a/b"],
  ["/", "/a", "a"],
  ["/open", "/opened/a", undefined],
  ["/open", "/open/../etc/passwd", undefined],
  ["/open", "/open/a/..\\..\\etc", undefined],
  ["//github/ada/digits", "//github/ada/digits/dvc.yaml", "dvc.yaml"],
  ["//github/ada/digits", "/ada/digits/dvc.yaml", undefined],
])("of the folder %s, %s is '%s'", (folder, path, below) => {
  expect(placeBelow(folder, path)).toBe(below);
});

test("a folder is named by its authority and its path", () => {
  expect(pathOfFolder({ authority: "GitHub", path: "/ada/digits/" })).toBe("//github/ada/digits");
  expect(pathOfFolder({ authority: "", path: "/" })).toBe("/");
});

test("messages of another shape ask for nothing and tell nothing", () => {
  expect(readFilesRequest({ texts: ["/a", 1], folders: "/b" })).toEqual({ texts: ["/a"], folders: [] });
  expect(readFilesRequest(null)).toEqual({ texts: [], folders: [] });
  const request = { texts: ["/a", "/b"], folders: ["/c", "/d"] };
  expect(readFilesAnswer({ texts: ["x", 1], folders: [["e", 2]] }, request)).toEqual({
    texts: ["x", null],
    folders: [["e"], null],
  });
});
