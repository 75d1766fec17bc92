import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { configEntries, settingName } from "#core/data/config/config-entries";
import { readLevels } from "#core/data/config/config-level";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, tryDvc } from "../support/python-tools.ts";
import { createRandom } from "../support/random.ts";
import type { Random } from "../support/random.ts";
import { tryTrainyard } from "../support/trainyard.ts";

/** Values that the format has to quote, and paths that have to be rewritten. DVC cannot write what is not ASCII. */
const values = [
  "1",
  "true",
  "False",
  "a, b",
  "it's",
  'say "so"',
  "x # y",
  " padded ",
  "",
  "~/keys",
  "../up",
  "/abs",
];
const urls = [
  "s3://bucket/path",
  "../store",
  "/abs/store",
  "~/store",
  "ssh://me@host:22/p",
  "https://h/x",
  "sub/../deep",
  "foo://x/y",
];
const settings = [
  "core.autostage",
  "core.checksum_jobs",
  "core.site_cache_dir",
  "core.remote",
  "cache.dir",
  "cache.type",
  "cache.shared",
  "parsing.bool",
  "hydra.config_dir",
  "hydra.config_module",
  "plots.html_template",
  "exp.git_remote",
  "db.Main.username",
  "core.unheard_of",
  "nothing.at_all",
];
const options = [
  "jobs",
  "verify",
  "region",
  "profile",
  "user",
  "port",
  "credentialpath",
  "keyfile",
  "url",
  "nonsense",
];
const names = ["one", "Two", "three.3"];

function command(random: Random): readonly string[] {
  const pick = <Item>(items: readonly Item[]): Item => random.pick(items);
  const level = random.below(5) === 0 ? [] : ["--project"];
  switch (random.below(10)) {
    case 0:
    case 1:
      return ["remote", "add", ...level, ...pick([[], ["-d"], ["-f"]]), pick(names), pick(urls)];
    case 2:
    case 3:
      return ["remote", "modify", ...level, pick(names), pick(options), pick(values)];
    case 4:
      return ["remote", "modify", "--unset", ...level, pick(names), pick(options)];
    case 5:
      return pick([
        ["remote", "remove", pick(names)],
        ["remote", "rename", pick(names), pick(["one", "two", "new"])],
        ["remote", "default", pick(names)],
        ["remote", "default", "--local", pick(names)],
        ["remote", "default", "--unset"],
      ]);
    case 6:
      return ["config", "--unset", ...level, pick(settings)];
    case 7:
      return ["config", "--local", pick(settings), "--", pick(values)];
    default:
      return ["config", ...level, pick(settings), "--", pick(values)];
  }
}

describe("settings that both tools write and read", () => {
  let theirs: TestRepository;
  let ours: TestRepository;

  beforeEach(async () => {
    theirs = await makeDvcRepository({});
    ours = await makeDvcRepository({});
  });
  afterEach(async () => {
    await theirs.remove();
    await ours.remove();
  });

  /** What dvc reads in a repository, without the order of sections, which it changes when it writes. */
  const readByDvc = async ({ root }: TestRepository): Promise<readonly string[]> => {
    const text = await dvc(root, "config", "--list", "--show-origin");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.replaceAll(root, "ROOT"))
      .toSorted();
  };

  const readByUs = async ({ root }: TestRepository): Promise<readonly string[]> =>
    configEntries(await readLevels(root))
      .map(({ file, section, key, value }) => {
        const written =
          section === "cache" && key === "type" && value.includes(", ") ? JSON.stringify(value) : value;
        return `${path.relative(root, file)}\t${settingName(section, key)}=${written}`.replaceAll(
          root,
          "ROOT",
        );
      })
      .toSorted();

  test.each([1, 3])("generated commands, seed %i", async (seed) => {
    const random = createRandom(seed);
    for (let step = 0; step < 35; step++) {
      const words = command(random);
      const [dvcEnd, ourEnd] = await Promise.all([
        tryDvc(theirs.root, ...words),
        tryTrainyard(ours.root, ...words),
      ]);
      const told = `step ${step}: ${words.join(" ")}\n${dvcEnd.stderr}\n${ourEnd.stderr}`;
      expect(ourEnd.code === 0, told).toBe(dvcEnd.code === 0);
      expect(await readByDvc(ours), told).toEqual(await readByDvc(theirs));
      expect(await readByUs(theirs), told).toEqual(await readByUs(ours));
    }
  });

  test("a path starts from where the command runs, and comments stay", async () => {
    const text =
      "# Ours.\n[core]\n    autostage = true  # always\n\n# The store of the team.\n['remote \"team\"']\n    url = ../../x\n";
    for (const repository of [theirs, ours]) {
      await repository.write({ ".dvc/config": text });
      await mkdir(path.join(repository.root, "deep/er"), { recursive: true });
    }
    const commands = [
      ["remote", "add", "near", "here"],
      ["remote", "modify", "team", "url", "../there"],
      ["config", "core.autostage", "false"],
      ["config", "cache.dir", "."],
    ];
    for (const words of commands) {
      await dvc(path.join(theirs.root, "deep/er"), ...words);
      expect(await tryTrainyard(path.join(ours.root, "deep/er"), ...words)).toMatchObject({ code: 0 });
    }
    expect(await readByDvc(ours)).toEqual(await readByDvc(theirs));
    expect(await readByDvc(ours)).toEqual(await readByUs(ours));
  });

  test("the bytes are dvc's: remotes come last", async () => {
    const text = async ({ root }: TestRepository) => readFile(path.join(root, ".dvc/config"), "utf8");
    for (const words of [
      ["remote", "add", "-d", "one", "/tmp/one"],
      ["remote", "add", "two", "/tmp/two"],
      ["config", "cache.type", "copy"],
      ["remote", "modify", "one", "jobs", "2"],
      ["remote", "default", "two"],
      ["config", "core.autostage", "true"],
      ["remote", "remove", "two"],
    ]) {
      await dvc(theirs.root, ...words);
      expect(await tryTrainyard(ours.root, ...words)).toMatchObject({ code: 0 });
      expect(await text(ours), words.join(" ")).toBe(await text(theirs));
    }
  });
});
