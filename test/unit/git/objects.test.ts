import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { createRepository } from "#core/git/repository";
import { readCommit } from "#core/git/revisions";
import { listFiles, readBlob, readTexts } from "#core/git/trees";
import { test } from "../../support/git-test.ts";

test("blobs, texts and listings of a revision", async ({ repository }) => {
  const { git } = repository;
  expect((await readBlob(git, "HEAD", "sub/b.txt"))?.toString()).toBe("two\n");
  expect(await readBlob(git, "HEAD", "sub")).toBeUndefined();
  expect(await readTexts(git, "HEAD", ["a.txt", "gone", "sub/b.txt"])).toEqual(
    new Map([
      ["a.txt", "one\n"],
      ["sub/b.txt", "two\n"],
    ]),
  );
  const paths = async (folder?: string) => (await listFiles(git, "HEAD", folder))?.map((file) => file.path);
  expect(await paths()).toEqual([".gitignore", "a.txt", "sub/b.txt"]);
  expect(await paths("sub")).toEqual(["b.txt"]);
  expect(await paths("gone")).toBeUndefined();
});

test("a listing agrees with Git about names, modes and ids", async ({ repository }) => {
  await repository.write({ "é/😀 x": "1", "é/ü/deep": "2", "run.sh": "3" });
  await chmod(join(repository.root, "run.sh"), 0o755);
  await repository.commit("More");
  const listed = (await listFiles(repository.git, "HEAD"))?.map(
    ({ mode, id, path }) => `${mode} blob ${id}\t${path}`,
  );
  expect(listed?.toSorted()).toEqual(
    (await repository.run("ls-tree", "-r", "-z", "HEAD")).split("\0").slice(0, -1).toSorted(),
  );
});

test("a thousand blobs, missing ones among them, in the order of the questions", async ({ repository }) => {
  const names = Array.from({ length: 1000 }, (_, index) => `many/${index}`);
  await repository.write(Object.fromEntries(names.map((name) => [name, `content of ${name}\n`.repeat(20)])));
  await repository.commit("Many");
  const asked = names.flatMap((name) => [`HEAD:${name}`, `HEAD:${name}-not`]);
  const answers = await Promise.all(asked.map((name) => repository.git.objects.read(name)));
  expect(answers.map((answer) => answer?.content.toString().split("\n")[0])).toEqual(
    names.flatMap((name) => [`content of ${name}`, undefined]),
  );
});

test("a large blob, an empty one, and one of bytes", async ({ repository }) => {
  const { git, root } = repository;
  const large = Buffer.alloc(5_000_000, "0123456789\n");
  await writeFile(join(root, "large"), large);
  await writeFile(join(root, "empty"), "");
  await writeFile(join(root, "bytes"), Buffer.from([0, 10, 255, 10, 0]));
  await repository.commit("Blobs");
  const [a, b, c] = await Promise.all(["large", "empty", "bytes"].map((name) => readBlob(git, "HEAD", name)));
  expect(a?.equals(large)).toBe(true);
  expect(b).toHaveLength(0);
  expect(c).toEqual(Buffer.from([0, 10, 255, 10, 0]));
});

test("the reader is there again after it was disposed and after its process died", async ({ repository }) => {
  const { git } = repository;
  const asked = git.objects.read("HEAD");
  git.dispose();
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  expect((await git.objects.read("HEAD"))?.type).toBe("commit");
  await rm(join(repository.root, ".git"), { recursive: true });
  git.dispose();
  await expect(git.objects.read("HEAD")).rejects.toMatchObject({ kind: "not-a-repository" });
  await createRepository(repository.root, { message: "Anew", fallback: { name: "A", email: "a@b.c" } });
  expect((await readCommit(git, "HEAD")).subject).toBe("Anew");
});
