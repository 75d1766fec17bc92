import { cp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { openGit } from "#core/git/git";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { writeFiles } from "../support/git-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, tryDvc } from "../support/python-tools.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { tryTrainyard } from "../support/trainyard.ts";

let base: TestRepository;
let branchDay: string;

/**
 * Each commit has data of its own: three on main, the second tagged, one on a branch that left after the first, an
 * experiment on the last, and changes since that are recorded and not committed.
 */
beforeAll(async () => {
  base = await makeDvcRepository({
    "dvc.yaml":
      "stages:\n  make:\n    cmd: mkdir -p out && cp params.yaml out/a && cp one.csv out/b\n    deps: [one.csv]\n    params: [lr]\n    outs: [out]\n",
    "params.yaml": "lr: 1\n",
    ".gitignore": "/one.csv\n/data\n",
  });
  const at = { root: base.root, step: 0 };
  const record = async (): Promise<void> => {
    at.step += 1;
    await writeFiles(at.root, {
      "one.csv": `one ${at.step}\n`,
      "data/a.csv": `a ${at.step}\n`,
      "data/same.csv": "same\n",
    });
    await dvc(at.root, "add", "one.csv", "data");
    await dvc(at.root, "repro");
  };
  const commit = async (day: string): Promise<void> => {
    await record();
    await base.run("add", "--all");
    await base.git.run(["commit", "--quiet", `--message=${day}`], {
      env: { GIT_COMMITTER_DATE: `${day}T12:00:00`, GIT_AUTHOR_DATE: `${day}T12:00:00` },
    });
  };
  await commit("2020-01-01");
  await base.run("checkout", "--quiet", "-b", "side");
  branchDay = "2021-01-01";
  await commit(branchDay);
  await base.run("checkout", "--quiet", "main");
  await commit("2022-01-01");
  await base.run("tag", "--annotate", "--message=v1", "v1");
  await commit("2023-01-01");
  await commit("2024-01-01");
  await dvc(at.root, "exp", "run", "--set-param", "lr=2", "--name", "tried");
  await base.run("checkout", "--quiet", "--", ".");
  await dvc(at.root, "checkout");
  await record();
}, 180_000);
afterAll(() => base.remove());

const scopes: readonly (readonly string[])[] = [
  ["-w"],
  ["-a"],
  ["-T"],
  ["-A"],
  ["--all-experiments"],
  ["-a", "-T"],
  ["-a", "--all-experiments"],
  ["-A", "--all-experiments"],
  ["--rev", "HEAD"],
  ["--rev", "HEAD~1"],
  ["--rev", "HEAD", "-n", "2"],
  ["--rev", "HEAD", "-n", "99"],
  ["--rev", "side"],
  ["--rev", "v1", "-T"],
  ["--rev", "tried"],
  ["--date", "2019-12-31"],
  ["--date", "2022-01-01"],
  ["--date", "2023-06-01"],
  ["--date", "2999-01-01"],
  ["--date", "2023-06-01", "-T"],
  ["-w", "--dry"],
];

/** Everything in a cache; what ours says of its runs DVC calls a file, too. */
async function cacheFiles(root: string, cache = ".dvc/cache"): Promise<readonly string[]> {
  const entries = await readdir(path.join(root, cache), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(root, cache), path.join(entry.parentPath, entry.name)))
    .toSorted();
}

/** Two copies of the repository, for the two tools. */
async function withCopies(work: (theirs: string, ours: string) => Promise<void>): Promise<void> {
  const { folder, remove } = await makeTempFolder();
  try {
    const [theirs, ours] = [path.join(folder, "a/repository"), path.join(folder, "b/repository")];
    for (const copy of [theirs, ours]) await cp(base.root, copy, { recursive: true });
    await work(theirs, ours);
  } finally {
    await remove();
  }
}

const succeed = async (root: string, ...words: readonly string[]): Promise<void> => {
  const { code, stderr } = await tryTrainyard(root, ...words);
  expect(code, stderr).toBe(0);
};

describe("what both tools leave in the cache", () => {
  test.each(scopes.map((scope) => [scope.join(" "), scope] as const))("gc %s", async (_, scope) => {
    await withCopies(async (theirs, ours) => {
      const before = await cacheFiles(ours);
      await dvc(theirs, "gc", "-f", ...scope);
      await succeed(ours, "gc", "-f", ...scope);
      const left = await cacheFiles(ours);
      expect(left).toEqual(await cacheFiles(theirs));
      expect(left.length < before.length).toBe(
        !scope.includes("--dry") && scope.join(" ") !== "-A --all-experiments",
      );
      expect(await dvc(ours, "status")).toContain("up to date");
    });
  });

  test("from the remote, too, and from the cache what the remote has", async () => {
    await withCopies(async (theirs, ours) => {
      for (const root of [theirs, ours]) {
        await dvc(root, "remote", "add", "--default", "store", "../store");
        await dvc(root, "push", "--all-commits");
      }
      await dvc(theirs, "gc", "-f", "-a", "-c");
      await succeed(ours, "gc", "-f", "-a", "-c");
      expect(await cacheFiles(ours, "../store")).toEqual(await cacheFiles(theirs, "../store"));
      expect(await cacheFiles(ours)).toEqual(await cacheFiles(theirs));
      await dvc(theirs, "gc", "-f", "-w", "--not-in-remote");
      await succeed(ours, "gc", "-f", "-w", "--not-in-remote");
      expect(await cacheFiles(ours)).toEqual(await cacheFiles(theirs));
      await dvc(ours, "pull");
    });
  });

  test("with a listing that only the remote has", async () => {
    await withCopies(async (theirs, ours) => {
      for (const root of [theirs, ours]) {
        await dvc(root, "remote", "add", "--default", "store", "../store");
        await dvc(root, "push", "--all-commits");
        for (const file of await cacheFiles(root))
          if (file.endsWith(".dir")) await rm(path.join(root, ".dvc/cache", file));
      }
      await dvc(theirs, "gc", "-f", "-a");
      await succeed(ours, "gc", "-f", "-a");
      // DVC has brought the listings along with it, which it needed to know their files.
      const files = (names: readonly string[]) => names.filter((name) => !name.endsWith(".dir"));
      expect(files(await cacheFiles(ours))).toEqual(files(await cacheFiles(theirs)));
    });
  });

  test("of two repositories with one cache", async () => {
    await withCopies(async (theirs, ours) => {
      for (const root of [theirs, ours]) {
        const other = path.join(root, "../other");
        await cp(root, other, { recursive: true });
        const git = openGit(other);
        await git.run(["checkout", "--quiet", "--force", "side"]);
        git.dispose();
        await rm(path.join(other, ".dvc/cache"), { recursive: true });
        await dvc(other, "cache", "dir", "../repository/.dvc/cache");
      }
      await dvc(theirs, "gc", "-f", "-w", "-p", "../other");
      await succeed(ours, "gc", "-f", "-w", "-p", "../other");
      expect(await cacheFiles(ours)).toEqual(await cacheFiles(theirs));
      await dvc(path.join(ours, "../other"), "checkout", "--force");
      expect(await readFile(path.join(ours, "../other/one.csv"), "utf8")).toBe("one 2\n");
    });
  });

  test("nothing goes where something cannot be read, or nobody said what to keep", async () => {
    await withCopies(async (theirs, ours) => {
      const git = openGit(ours);
      await writeFiles(ours, { "dvc.yaml": "stages: [" });
      await git.run(["commit", "--quiet", "--all", "--message=Broken"]);
      await git.run(["checkout", "--quiet", "HEAD~1", "--", "dvc.yaml"]);
      git.dispose();
      const before = await cacheFiles(ours);
      const refusals: readonly (readonly [words: readonly string[], reason: RegExp])[] = [
        [["gc", "-f", "-a"], /dvc\.yaml:1 of commit [0-9a-f]{7}: /],
        [["gc", "-f"], /Say what to keep/],
        [["gc", "-w"], /--force agrees/],
        [["gc", "-f", "-w", "-n", "2"], /--num goes with --rev/],
        [["gc", "-f", "-w", "-c"], /remote/],
        [["gc", "-f", "--rev", "nothing"], /nothing/],
      ];
      for (const [words, reason] of refusals) {
        const { code, stderr } = await tryTrainyard(ours, ...words);
        expect(code, words.join(" ")).not.toBe(0);
        expect(stderr).toMatch(reason);
        expect((await tryDvc(words.includes("-a") ? ours : theirs, ...words)).code, words.join(" ")).not.toBe(
          0,
        );
      }
      expect(await cacheFiles(ours)).toEqual(before);
      await succeed(ours, "gc", "-f", "-a", "--skip-failed");
    });
  });
});
