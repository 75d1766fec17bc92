import { describe, expect, it } from "vitest";
import { URI } from "vscode-uri";
import { pathOfUri, uriOfPath } from "../../server/src/workspace/file-uri.ts";

/** VS Code's own library would be a fortieth of the server; here it is the judge. */
describe("addresses of files", () => {
  it.each([
    "/",
    "/home/ada/dvc.yaml",
    "/with blank/é/日本/🎈.yaml",
    "/all !\"#$%&'()*+,-.:;<=>?@[]^_`{|}~/x",
    "/100%/a%20b",
    "c:/Users/Ada/dvc.yaml",
    "C:/Users/dvc.yaml",
    "//server/share/dvc.yaml",
  ])("the URI of %s is VS Code's, and leads back", (path) => {
    const uri = uriOfPath(path);
    expect(uri).toBe(URI.file(path).toString());
    expect(pathOfUri(uri)).toBe(URI.file(path).fsPath.replaceAll("\\", "/"));
  });

  it.each([
    "file:///home/ada/a%20b.yaml",
    "file:///home/ada/a b.yaml",
    "file:///c%3A/Users/x",
    "file:///C:/Users/x",
    "file://server/share/x",
    "file:///bad%zz%e0%a4x",
    "file:///x?query#fragment",
    "file:///x%3Fy%23z",
    "untitled:Untitled-1",
    "git:/home/ada/dvc.yaml?ref",
    "vscode-vfs://github/owner/repo/dvc.yaml",
  ])("the path of %s is VS Code's", (uri) => {
    const { scheme, fsPath, path, authority } = URI.parse(uri);
    // Only of files it puts the host before the path; we keep other documents apart by it, too.
    expect(pathOfUri(uri)).toBe(
      scheme === "file" || authority === "" ? fsPath.replaceAll("\\", "/") : `//${authority}${path}`,
    );
  });
});
