import { appendFile, chmod, cp, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { openGit } from "#core/git/git";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { writeFiles } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, tryDvc } from "../support/python-tools.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { trainyardJson } from "../support/trainyard.ts";

const pipeline = `stages:
  make:
    cmd: mkdir -p made && cp in.txt made/a.txt && echo extra > made/b.txt && echo 1 > score.json
    deps: [in.txt]
    outs: [made]
    metrics:
      - score.json: {cache: false}
  later:
    cmd: cp made/a.txt later.txt
    deps: [made]
    outs: [later.txt]
`;

let base: TestRepository;

beforeAll(async () => {
  base = await makeDvcRepository({
    "dvc.yaml": pipeline,
    ".gitignore": "/*.tmp\n",
    "in.txt": "in\n",
    "one.csv": "1\n",
    "data/a.csv": "a\n",
    "data/b.csv": "b\n",
    "data/deep/c.csv": "c\n",
    "data/deep/er/é.csv": "d\n",
  });
  await base.run("rm", "-r", "--quiet", "--cached", "data", "one.csv", "in.txt");
  await dvc(base.root, "add", "data", "one.csv", "in.txt");
  await dvc(base.root, "repro", "make");
  await base.commit("First");
  await writeFiles(base.root, { "data/a.csv": "a2\n", "data/deep/new.csv": "new\n", "in.txt": "in 2\n" });
  await rename(path.join(base.root, "data/b.csv"), path.join(base.root, "data/z.csv"));
  await dvc(base.root, "add", "data", "in.txt");
  await dvc(base.root, "repro", "make");
  await base.commit("Second");
}, 180_000);
afterAll(() => base.remove());

/** Lists in one order: DVC's is that of Python's sets. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder).toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inOrder(item)]));
}

const text = (value: unknown): string => JSON.stringify(value);

interface Workspace {
  readonly root: string;
  readonly at: (name: string) => string;
  readonly git: (...args: readonly string[]) => Promise<string>;
  readonly dvc: (...args: readonly string[]) => Promise<string>;
}

const emptyCache = async ({ at }: Workspace): Promise<void> =>
  rm(at(".dvc/cache/files"), { recursive: true, force: true });

/** Removes the listings of folders from the cache. */
async function forgetListings({ at }: Workspace): Promise<void> {
  for (const name of await readdir(at(".dvc/cache/files/md5"), { recursive: true }))
    if (name.endsWith(".dir")) await rm(at(`.dvc/cache/files/md5/${name}`));
}

/** Then DVC shows what was a folder with a slash or without, depending on what it remembers. */
const lockGone = "the lock is gone";

const situations: Readonly<Record<string, (workspace: Workspace) => Promise<unknown>>> = {
  "nothing changed": async () => undefined,
  "a file changed": async ({ at }) => writeFile(at("one.csv"), "2\n"),
  "a file is gone": async ({ at }) => rm(at("one.csv")),
  "a member changed": async ({ at }) => writeFile(at("data/a.csv"), "a3\n"),
  "a member is gone": async ({ at }) => rm(at("data/deep/c.csv")),
  "a member came": async ({ at }) => writeFile(at("data/deep/more.csv"), "more\n"),
  "a member was renamed": async ({ at }) => rename(at("data/a.csv"), at("data/aa.csv")),
  "two members of the same content were renamed": async ({ at }) => {
    await writeFiles(at("data"), { "x1.csv": "same\n", "x2.csv": "same\n" });
    await rm(at("data/deep/c.csv"));
  },
  "a folder is gone": async ({ at }) => rm(at("data"), { recursive: true }),
  "a folder is empty": async ({ at }) => {
    await rm(at("data"), { recursive: true });
    await mkdir(at("data"));
  },
  "a folder became a file": async ({ at }) => {
    await rm(at("data"), { recursive: true });
    await writeFile(at("data"), "now a file\n");
  },
  "a file became a folder": async ({ at }) => {
    await rm(at("one.csv"));
    await writeFiles(at("one.csv"), { "in.csv": "1\n" });
  },
  "an output of a stage changed": async ({ at }) => appendFile(at("made/a.txt"), "x"),
  "an output that the cache does not keep changed": async ({ at }) => writeFile(at("score.json"), "2\n"),
  "a stage ran that had not": async ({ dvc: run }) => run("repro", "later"),
  "the output of a stage that never ran is there": async ({ at }) => writeFile(at("later.txt"), "mine\n"),
  [lockGone]: async ({ at }) => rm(at("dvc.lock")),
  "a .dvc file is gone": async ({ at }) => rm(at("one.csv.dvc")),
  "a folder is no longer tracked": async ({ at }) => rm(at("data.dvc")),
  "data was added": async ({ at, dvc: run }) => {
    await writeFiles(at("."), { "new/x.csv": "x\n", "new/sub/y.csv": "y\n" });
    await run("add", "new");
  },
  "data was moved": async ({ dvc: run }) => run("move", "one.csv", "two.csv"),
  "a folder was moved": async ({ dvc: run }) => run("move", "data", "store"),
  "data was recorded anew": async ({ at, dvc: run }) => {
    await writeFile(at("data/a.csv"), "a4\n");
    await run("add", "data");
  },
  "and changed once more": async ({ at, dvc: run }) => {
    await writeFile(at("data/a.csv"), "a5\n");
    await run("add", "data");
    await writeFile(at("data/a.csv"), "a6\n");
  },
  "the cache is empty": emptyCache,
  "the cache is empty and a member changed": async (workspace) => {
    await emptyCache(workspace);
    await writeFile(workspace.at("data/a.csv"), "a7\n");
  },
  "the listings are gone from the cache": forgetListings,
  "the listings and a member are gone": async (workspace) => {
    await forgetListings(workspace);
    await rm(workspace.at("data/a.csv"));
  },
  "the cache and the data are gone": async (workspace) => {
    await emptyCache(workspace);
    await rm(workspace.at("data"), { recursive: true });
    await rm(workspace.at("one.csv"));
  },
  "an earlier commit is checked out, its data is not": async ({ git }) =>
    git("checkout", "--quiet", "HEAD~1"),
  "an earlier commit and its data are checked out": async ({ git, dvc: run }) => {
    await git("checkout", "--quiet", "HEAD~1");
    await run("checkout", "make", "data.dvc", "in.txt.dvc", "one.csv.dvc");
  },
  "files that nobody tracks": async ({ at }) =>
    writeFiles(at("."), { "notes.txt": "x", "deep/er/notes.txt": "x", "some.tmp": "ignored" }),
  "what .dvcignore hides is no member": async ({ at }) => {
    await writeFile(at(".dvcignore"), "*.bak\n");
    await writeFile(at("data/x.bak"), "x");
  },
  "a mode changed": async ({ at }) => chmod(at("data/a.csv"), 0o755),
  "data of the first commit is recorded again": async ({ git, dvc: run }) => {
    await git("checkout", "--quiet", "HEAD~1", "--", "data.dvc");
    await run("checkout", "data.dvc");
  },
  "a legacy record": async ({ at }) => {
    await writeFile(at("one.csv"), "5\r\n");
    await writeFile(
      at("one.csv.dvc"),
      "outs:\n- md5: 1dcca23355272056f04fe8bf20edfce0\n  size: 2\n  path: one.csv\n",
    );
  },
};

const questions = [
  ["data", "status"],
  ["data", "status", "--granular", "--untracked-files", "--unchanged"],
  ["diff"],
  ["diff", "--show-hash", "HEAD~1"],
];

const questionsAboutTargets = [
  ["data", "status", "--granular", "data/deep", "one.csv"],
  ["diff", "HEAD~1", "HEAD"],
  ["diff", "--hide-missing", "--targets", "data/deep"],
];

/** Those in which targets are asked about, too. */
const withTargets = [
  "a member changed",
  "a member came",
  "a folder is gone",
  "the listings are gone from the cache",
];

test("what both tools say that the remote lacks", async () => {
  const { folder, remove } = await makeTempFolder();
  const root = path.join(folder, "repository");
  await cp(base.root, root, { recursive: true });
  try {
    const words = ["data", "status", "--not-in-remote"];
    const compare = async (...more: readonly string[]): Promise<void> => {
      const theirs: unknown = JSON.parse(await dvc(root, ...words, ...more, "--json"));
      expect(inOrder(await trainyardJson<unknown>(root, ...words, ...more))).toEqual(inOrder(theirs));
    };
    await compare();
    await dvc(root, "remote", "add", "-d", "store", "../store");
    await compare("--granular");
    await dvc(root, "push", "data");
    await writeFiles(root, { "data/late.csv": "late" });
    await dvc(root, "add", "data");
    await compare();
    await compare("--granular");
  } finally {
    await remove();
  }
});

describe("what both tools say of data", () => {
  test.each(Object.entries(situations))("%s", async (name, change) => {
    const { folder, remove } = await makeTempFolder();
    const root = path.join(folder, "repository");
    await cp(base.root, root, { recursive: true });
    const git = openGit(root);
    try {
      await change({
        root,
        at: (place) => path.join(root, place),
        git: (...args) => git.run(args),
        dvc: (...args) => dvc(root, ...args),
      });
      const asked = withTargets.includes(name) ? [...questions, ...questionsAboutTargets] : questions;
      for (const words of asked) {
        const [theirs, ours] = await Promise.all([
          tryDvc(root, ...words, "--json"),
          trainyardJson<unknown>(root, ...words),
        ]);
        // DVC breaks down over a target in a folder whose listing it does not have.
        if (theirs.stderr.includes("unexpected error - failed to load directory")) continue;
        const shown = (document: string): unknown =>
          inOrder(JSON.parse(name === lockGone ? document.replaceAll('/"', '"') : document));
        expect(shown(JSON.stringify(ours)), words.join(" ")).toEqual(shown(theirs.stdout));
      }
    } finally {
      git.dispose();
      await remove();
    }
  });
});
