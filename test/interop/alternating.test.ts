import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect } from "vitest";
import { dvcSays, weSay } from "../support/both-statuses.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { tryDvc } from "../support/python-tools.ts";
import { createRandom, type Random } from "../support/random.ts";
import { stateOfRepository } from "../support/repository-state.ts";
import { tryTrainyard } from "../support/trainyard.ts";

/** How many steps each repository takes; more with TRAINYARD_STEPS, for a night. */
const steps = Number(process.env["TRAINYARD_STEPS"] ?? 70);
const seeds = [1, 2, 3];

const pipeline = (command: string, learners: readonly string[]): string => `
stages:
  split:
    cmd: ${command}
    deps: [data]
    params: [share]
    outs: [parts]
  train:
    foreach: [${learners.join(", ")}]
    do:
      cmd: (cat parts/*; echo \${item} \${lr}) > models/\${item}.txt
      deps: [parts]
      params: [lr]
      outs:
      - models/\${item}.txt
  judge:
    cmd: cat models/*.txt | wc -c > size.json
    deps: [models/a.txt]
    metrics:
      - size.json: {cache: false}
  pack:
    wdir: pack
    cmd: tr a-z A-Z < ../models/a.txt > packed.txt
    deps: [../models/a.txt]
    outs:
      - packed.txt: {persist: true}
`;

const commands = [
  "mkdir -p parts && cp -r data/. parts/",
  "mkdir -p parts && ls data > parts/names && cp -r data/. parts/",
];

const files = {
  ".dvc/config": "[core]\n    remote = store\n['remote \"store\"']\n    url = ../store\n",
  ".gitignore": "/store\n",
  "dvc.yaml": pipeline(commands[0] ?? "", ["a", "b"]),
  "params.yaml": "lr: 0.1\nshare: 1\n",
  "models/.gitkeep": "",
  "pack/.gitkeep": "",
};

/** What somebody does between two commands. */
type Edit = (repository: TestRepository, random: Random) => Promise<unknown>;

const edits: Readonly<Record<string, Edit>> = {
  "sets parameters": ({ write }, random) =>
    write({ "params.yaml": `lr: ${random.pick(["0.1", "1", "1.0", "1e-5"])}\nshare: ${random.below(2)}\n` }),
  "writes data": ({ write }, random) =>
    write({ [`data/${random.pick(["one", "two", "sub/three", "é"])}`]: `${random.below(3)}\n` }),
  "deletes data": async ({ root }, random) => {
    const names = await readdir(path.join(root, "data"));
    if (names.length > 1) await rm(path.join(root, "data", random.pick(names)), { recursive: true });
  },
  // What no stage makes any more is deleted as well: dvc's checkout does that only where it remembers having made it.
  "edits the pipeline": async ({ root, write }, random) => {
    const learners = random.pick([["a"], ["a", "b"], ["b", "c", "a"]]);
    await write({ "dvc.yaml": pipeline(random.pick(commands), learners) });
    const gone = ["a", "b", "c"].filter((name) => !learners.includes(name));
    for (const name of gone) await rm(path.join(root, `models/${name}.txt`), { force: true });
  },
  // One that was never made is not ignored by Git yet, which then would have it in its next commit.
  "edits an output": async ({ root, write }, random) => {
    const output = random.pick(["models/a.txt", "parts/one", "size.json"]);
    if (existsSync(path.join(root, output))) await write({ [output]: `${random.below(9)}\n` });
  },
  "deletes an output": ({ root }, random) =>
    rm(path.join(root, random.pick(["models/a.txt", "parts", "size.json", "pack/packed.txt"])), {
      recursive: true,
      force: true,
    }),
  commits: async ({ run }) => {
    await run("add", "--all");
    await run("commit", "--quiet", "--allow-empty", "--message=Go on");
  },
};

/** Commands that both tools have. Each leaves a repository that is as it should be, whatever it was before. */
const verbs: readonly (readonly string[])[] = [
  ["repro"],
  ["repro"],
  ["repro", "--force", "--single-item", "split"],
  ["repro", "train"],
  ["add", "data"],
  ["commit", "--force"],
  ["push"],
  ["pull", "--force", "--allow-missing"],
  ["checkout", "--force", "--allow-missing"],
  ["gc", "--workspace", "--force"],
];

/** Objects of the cache that do not hash to their name. */
async function damagedObjects(root: string, random: Random): Promise<readonly string[]> {
  const cache = path.join(root, ".dvc/cache/files/md5");
  if (!existsSync(cache)) return [];
  const names = (await readdir(cache, { recursive: true })).filter((name) => name.length > 30);
  const sample = names.filter(() => random.next() < 0.3);
  const damaged = await Promise.all(
    sample.map(async (name) => {
      const md5 = createHash("md5")
        .update(await readFile(path.join(cache, name)))
        .digest("hex");
      return name.replace(path.sep, "").replace(/\.dir$/u, "") === md5 ? undefined : name;
    }),
  );
  return damaged.filter((name) => name !== undefined);
}

/** A copy of a repository with the same times and permissions, beside it. */
async function copyOf(root: string): Promise<string> {
  const copy = `${root}-copy`;
  await cp(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return copy;
}

describe("two tools take turns in one repository, and do the same from the same state", () => {
  test.concurrent.each(seeds)("seed %i", { timeout: 600_000 }, async (seed) => {
    const random = createRandom(seed);
    const repository = await makeDvcRepository(files);
    const { root } = repository;
    const history: string[] = [];
    const told = (more = ""): string => [...history.slice(-15), more].join("\n");

    const bothAgree = async (): Promise<readonly string[]> => {
      const [theirs, ours] = [await dvcSays(root), await weSay(root)];
      expect(ours, told()).toEqual(theirs);
      return theirs;
    };

    /**
     * One tool works here, the other in a copy; what they leave must be the same. After a failure it need not be: where
     * DVC leaves what it had begun, ours goes back.
     */
    const bothDo = async (args: readonly string[]): Promise<boolean> => {
      const copy = await copyOf(root);
      const isOurTurn = random.next() < 0.5;
      const [ours, theirs] = await Promise.all([
        tryTrainyard(isOurTurn ? root : copy, ...args),
        tryDvc(isOurTurn ? copy : root, ...args),
      ]);
      history.push(`${isOurTurn ? "trainyard" : "dvc"} ${args.join(" ")}: ${ours.code}, ${theirs.code}`);
      const [here, there] = [await stateOfRepository(root), await stateOfRepository(copy)];
      await rm(copy, { recursive: true, force: true });
      expect(ours.code === 0, told(ours.stderr + theirs.stderr)).toBe(theirs.code === 0);
      if (ours.code !== 0) return false;
      expect(isOurTurn ? here : there, told(ours.stderr + theirs.stderr)).toEqual(isOurTurn ? there : here);
      return true;
    };

    try {
      await repository.write({ "data/one": "1\n", "data/two": "2\n" });
      await bothDo(["add", "data"]);
      for (let step = 0; step < steps; step++) {
        for (let count = random.below(3); count > 0; count--) {
          const name = random.pick(Object.keys(edits));
          history.push(name);
          await edits[name]?.(repository, random);
        }
        await bothAgree();
        const verb = random.pick(verbs);
        const isDone = await bothDo(verb);
        const left = await bothAgree();
        if (isDone && verb.length === 1 && verb[0] === "repro") expect(left, told()).toEqual([]);
        expect(await damagedObjects(root, random), told()).toEqual([]);
      }
    } finally {
      await repository.remove();
    }
  });
});
