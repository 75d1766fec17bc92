import { describe, expect, test } from "vitest";
import { parseDvcFile } from "#core/data/dvc-file";
import { sourceStatus } from "#core/data/source-status";

const md5 = "b1946ac92492d2347c6235b4d2611184";
const item = (path: string) => `- {md5: ${md5}, hash: md5, path: ${path}}\n`;
const outs = `outs:\n${item("a.txt")}`;
const deps = `deps:\n${item("b.txt")}`;

/** What is said of a `.dvc` file whose data is as it records it. */
function said(text: string): string {
  const hash = { md5, size: 6 };
  const hashes = new Map(["a.txt", "b.txt", "c.txt"].map((path) => [path, hash]));
  const seen = { hashes, notInCache: new Set<string>(), params: new Map<string, never>() };
  const { state, why } = sourceStatus(parseDvcFile("a.txt.dvc", text), seen);
  return [state, ...why.map(({ kind, path, change }) => `${kind} ${path} ${change}`)].join(", ");
}

describe("a .dvc file", () => {
  test.each([
    ["of data that was added", outs, "up-to-date"],
    [
      "of data that was added, with a hash of itself",
      `md5: ${md5}\n${outs}`,
      "changed, file a.txt.dvc modified",
    ],
    ["of an import without its hash", deps + outs, "changed, file a.txt.dvc modified"],
    ["of an import with another hash", `md5: ${md5}\n${deps}${outs}`, "changed, file a.txt.dvc modified"],
    ["with two dependencies", `${deps}${item("c.txt")}${outs}`, "up-to-date"],
    ["that always counts as changed", `always_changed: true\n${outs}`, "always-changed"],
    ["that is empty to Python", "[]\n", "up-to-date"],
  ])("%s", (_, text, expected) => {
    expect(said(text)).toBe(expected);
  });
});
