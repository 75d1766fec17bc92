import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { writeFiles } from "../support/git-repository.ts";
import { interopTools, test } from "../support/interop.ts";
import { dvcJson } from "../support/python-tools.ts";
import { stateOfRepository } from "../support/repository-state.ts";
import { runProcess } from "../support/run-process.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { trainyard } from "../support/trainyard.ts";

/** How many moments of each command are tried at most; they are spread evenly over all of its changes. */
const moments = Number(process.env["TRAINYARD_KILLS"] ?? 6);

const killer = path.join(import.meta.dirname, "../support/kill-at.mjs");

interface Situation {
  readonly command: readonly string[];
  /** Brings a repository, with `data` tracked and all stages up to date, into the state in which the command is run. */
  readonly before: (root: string) => Promise<unknown>;
  /** A word of the command line of the process that does the work, where that is not the one that is started. */
  readonly process?: string;
  /** The command may delete what nothing refers to. */
  readonly forgets?: true;
}

const situations: readonly Situation[] = [
  {
    command: ["add", "data"],
    before: (root) => replace(root, { "data/one": "changed\n", "data/new/file": "new\n" }),
  },
  { command: ["add", "fresh"], before: (root) => replace(root, { "fresh/a": "a\n", "fresh/b/c": "c\n" }) },
  { command: ["add", "large"], before: (root) => replace(root, { large: "large\n".repeat(400_000) }) },
  {
    command: ["repro"],
    before: (root) => replace(root, { "params.yaml": "share: 2\n" }),
    process: "exec",
  },
  { command: ["commit", "--force"], before: (root) => replace(root, { "parts/one": "edited\n" }) },
  {
    command: ["checkout"],
    before: async (root) => {
      await rm(path.join(root, "data/two"));
      await rm(path.join(root, "parts"), { recursive: true });
    },
  },
  { command: ["push"], before: (root) => rm(path.join(root, "store"), { recursive: true, force: true }) },
  {
    command: ["pull"],
    before: async (root) => {
      await trainyard(root, "push");
      for (const gone of ["data", "parts", ".dvc/cache"])
        await rm(path.join(root, gone), { recursive: true });
    },
  },
  {
    command: ["gc", "--workspace", "--force"],
    before: async (root) => {
      await replace(root, { "data/one": "for a moment\n" });
      await trainyard(root, "add", "data");
      await replace(root, { "data/one": "1\n" });
      await trainyard(root, "add", "data");
    },
    forgets: true,
  },
  { command: ["remove", "data.dvc"], before: () => Promise.resolve() },
  { command: ["move", "data", "moved"], before: () => Promise.resolve() },
  { command: ["unprotect", "data"], before: () => Promise.resolve() },
];

/** Writes files anew, since what is there may be a link to the cache. */
async function replace(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const name of Object.keys(files)) await rm(path.join(root, name), { force: true });
  await writeFiles(root, files);
}

/** What the command has made. What it had begun aside and DVC would never look at is no part of it. */
async function made(root: string): Promise<ReadonlyMap<string, string>> {
  const state = await stateOfRepository(root);
  const isBegun = (file: string) => /^(?:\.dvc.cache|store).*\.tmp$/u.test(file);
  return new Map([...state].filter(([file]) => !isBegun(file)));
}

/** A repository with tracked data and a stage that ran, linked as `type` says. */
async function makeStart(type: string): Promise<{ root: string; remove: () => Promise<void> }> {
  const { root, remove } = await makeDvcRepository({
    ".dvc/config": `[core]\n    remote = store\n[cache]\n    type = ${type}\n['remote "store"']\n    url = ../store\n`,
    ".gitignore": "/store\n",
    "dvc.yaml":
      "stages:\n  split:\n    cmd: rm -rf parts && cp -r data parts\n    deps: [data]\n    params: [share]\n    outs: [parts]\n",
    "params.yaml": "share: 1\n",
  });
  await writeFiles(root, { "data/one": "1\n", "data/two": "2\n", "data/sub/three": "3\n" });
  await trainyard(root, "add", "data");
  await trainyard(root, "repro");
  return { root, remove };
}

async function copyTo(root: string, copy: string): Promise<void> {
  await cp(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}

interface Kill {
  readonly at?: number;
  readonly countIn?: string;
}

function runKilled(root: string, { command, process: word }: Situation, { at, countIn }: Kill) {
  const env = {
    ...process.env,
    NODE_OPTIONS: `--import=${killer}`,
    ...(word !== undefined && { KILL_IN: word }),
    ...(at !== undefined && { KILL_AT: String(at) }),
    ...(countIn !== undefined && { KILL_COUNT: countIn }),
  };
  return runProcess(process.execPath, [interopTools().cli, ...command], { cwd: root, env });
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

const md5Of = async (file: string): Promise<string> =>
  createHash("md5")
    .update(await readFile(file))
    .digest("hex");

/** The contents of everything that Git does not have: of the workspace's data and of the cache. */
async function contents(root: string): Promise<ReadonlySet<string>> {
  const folders = ["data", "moved", "fresh", "parts", ".dvc/cache/files", ".dvc/tmp/trainyard/aside"];
  const files = await Promise.all(folders.map((folder) => filesBelow(path.join(root, folder))));
  return new Set(await Promise.all(files.flat().map(md5Of)));
}

/** Objects that DVC would trust, because of their mode, and that hold something else than their name says. */
async function falseObjects(root: string): Promise<readonly string[]> {
  const cache = path.join(root, ".dvc/cache/files/md5");
  const files = (await filesBelow(cache)).filter((file) => /[0-9a-f]{2}.[0-9a-f]{30}(\.dir)?$/u.test(file));
  const checked = await Promise.all(
    files.map(async (file) => {
      const name = path
        .relative(cache, file)
        .replace(path.sep, "")
        .replace(/\.dir$/u, "");
      return (await md5Of(file)) === name ? undefined : file;
    }),
  );
  return checked.filter((file) => file !== undefined);
}

const kinds = ["copy", "hardlink"].flatMap((type) => situations.map((situation) => ({ type, ...situation })));

describe("a command that is killed at any of its changes loses nothing, and the next one finishes the work", () => {
  test.concurrent.each(kinds)(
    "$command with links of type $type",
    { timeout: 600_000 },
    async ({ type, ...situation }) => {
      const { folder, remove } = await makeTempFolder();
      const start = await makeStart(type);
      try {
        await situation.before(start.root);
        const reference = path.join(folder, "reference");
        const countIn = path.join(folder, "count");
        await copyTo(start.root, reference);
        const whole = await runKilled(reference, situation, { countIn });
        expect(whole.code, whole.stderr).toBe(0);
        const wanted = await made(reference);
        const changes = Number(await readFile(countIn, "utf8"));
        expect(changes).toBeGreaterThan(3);
        const precious = await contents(start.root);
        const step = Math.max(1, changes / moments);
        for (let moment = 1; moment <= changes; moment += step) {
          const at = Math.floor(moment);
          const root = path.join(folder, `killed-${at}`);
          const where = `killed at change ${at} of ${changes}`;
          await copyTo(start.root, root);
          await runKilled(root, situation, { at });
          expect(await falseObjects(root), where).toEqual([]);
          if (situation.forgets !== true) {
            const left = await contents(root);
            expect(
              [...precious].filter((md5) => !left.has(md5)),
              where,
            ).toEqual([]);
          }
          // Whoever is killed after the work asks for it again only to hear that there is nothing to do.
          if (!isDeepStrictEqual(await made(root), wanted)) {
            const again = await runProcess(process.execPath, [interopTools().cli, ...situation.command], {
              cwd: root,
              env: process.env,
            });
            expect(again.code, `${where}: ${again.stderr}`).toBe(0);
            expect(await made(root), where).toEqual(wanted);
          }
          if (at % 5 === 0 && !["remove", "unprotect"].includes(situation.command[0] ?? "")) {
            expect(await dvcJson(root, "status"), where).toEqual(await dvcJson(reference, "status"));
          }
          await chmod(root, 0o755);
          await rm(root, { recursive: true, force: true });
        }
      } finally {
        await start.remove();
        await remove();
      }
    },
  );
});
