import { describe, expect, it } from "vitest";
import { createPathTrie } from "#core/pipeline/graph/path-trie";

function trieOf(...paths: readonly string[]) {
  const trie = createPathTrie<string>();
  for (const path of paths) trie.add(path, path);
  return trie;
}

describe("createPathTrie", () => {
  it("finds what is at a path, above it, and below it", () => {
    const trie = trieOf("a/b/c", "a", "a/b/d", "x", "a/b");
    expect(trie.at("a/b")).toEqual(["a/b"]);
    expect(trie.at("a/b/c/e")).toEqual([]);
    expect(trie.above("a/b/c")).toEqual(["a", "a/b"]);
    expect(trie.above("a")).toEqual([]);
    expect(trie.below("a")).toEqual(["a/b", "a/b/c", "a/b/d"]);
    expect(trie.below("a/b/c")).toEqual([]);
    expect(trie.below(".")).toEqual(["a", "a/b", "a/b/c", "a/b/d", "x"]);
  });

  it("goes by whole names", () => {
    const trie = trieOf("data", "data.csv", "data2/x");
    expect(trie.below("data")).toEqual([]);
    expect(trie.above("data2/x")).toEqual([]);
  });

  it("holds several values at one path, and the root", () => {
    const trie = createPathTrie<number>();
    trie.add("a", 1);
    trie.add(".", 2);
    trie.add("a", 3);
    expect(trie.at("a")).toEqual([1, 3]);
    expect(trie.above("a")).toEqual([2]);
    expect(trie.below(".")).toEqual([1, 3]);
  });

  it("knows paths outside of the repository", () => {
    const trie = trieOf("/abs/x", "../up/y", "s3://bucket/key/z");
    expect(trie.above("/abs/x/deep")).toEqual(["/abs/x"]);
    expect(trie.below("../up")).toEqual(["../up/y"]);
    expect(trie.below("s3://bucket")).toEqual(["s3://bucket/key/z"]);
    expect(trie.below("/abs")).toEqual(["/abs/x"]);
  });
});
