import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "#core/data/config/config";
import { parseIni } from "#core/data/config/parse-ini";
import { writeFiles } from "../../support/git-repository.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

/** Settings as plain objects. */
const parse = (text: string): unknown =>
  Object.fromEntries(
    [...parseIni("config", text)].map(([section, settings]) => [
      section,
      Object.fromEntries([...settings].map(([key, { value }]) => [key, value])),
    ]),
  );

describe("the syntax", () => {
  test("sections, quotes, comments, lists and several lines", () => {
    const text = [
      "# a comment",
      "[Core]",
      "    Remote = store   # the default",
      "empty =",
      "",
      `['remote "Store"']`,
      `    url = s3://bucket/a=b`,
      `    quoted = "a # b, c"`,
      `    single = 'it is "so"'`,
      `[cache]`,
      `type = reflink, "copy" # in this order`,
      `dir = '''one`,
      `two''' # end`,
      `tight = a#b`,
    ].join("\r\n");
    expect(parse(text)).toEqual({
      "": {},
      core: { remote: "store", empty: "" },
      'remote "store"': { url: "s3://bucket/a=b", quoted: "a # b, c", single: 'it is "so"' },
      cache: { type: ["reflink", "copy"], dir: "one\ntwo", tight: "a" },
    });
  });

  test.each([
    ["[core]\nremote\n", 2, "neither a [section] nor"],
    ["[core]\n; note\n", 2, 'comments start with "#"'],
    ["[core\n", 1, "neither a [section] nor"],
    ["[core]\na = 1\n\nA = 2\n", 4, "set twice"],
    ["[core]\n[cache]\n[Core]\n", 3, "there twice"],
    ['[core]\na = "open\n', 2, "open quote"],
    ["[core]\na = '''open\n\n", 2, "open quote"],
    ['[core]\na = "x" y\n', 2, "text after it"],
  ])("%j is refused in its line", (text, line, reason) => {
    expect(() => parseIni("config", text)).toThrow(`config:${line}: `);
    expect(() => parseIni("config", text)).toThrow(reason);
  });
});

describe("the settings of a repository", () => {
  let root: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ folder: root, remove } = await makeTempFolder());
    vi.stubEnv("DVC_SYSTEM_CONFIG_DIR", join(root, "system"));
    vi.stubEnv("DVC_GLOBAL_CONFIG_DIR", join(root, "user"));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await remove();
  });

  test("DVC's defaults where nothing is set", async () => {
    const config = await readConfig(root);
    expect(config).toMatchObject({
      cacheDir: join(root, ".dvc/cache"),
      linkTypes: ["reflink", "copy"],
      shared: false,
      loading: { parsing: {}, hasRemote: expect.any(Function) },
      autostage: false,
      defaultRemote: undefined,
    });
    expect(config.remotes()).toEqual(new Map());
  });

  test("later levels win key by key, and a path starts from its own file", async () => {
    await writeFiles(root, {
      "system/config": "[cache]\nshared = group\ntype = copy\n",
      "user/config": "[cache]\ndir = store\n[core]\nautostage = True\n",
      ".dvc/config": "[cache]\ntype = hardlink,symlink\n[parsing]\nbool = Boolean_Optional\nlist = append\n",
      ".dvc/config.local": "[core]\nautostage = false\n",
    });
    expect(await readConfig(root)).toMatchObject({
      cacheDir: join(root, "user/store"),
      linkTypes: ["hardlink", "symlink"],
      shared: true,
      loading: { parsing: { bool: "boolean_optional", list: "append" }, hasRemote: expect.any(Function) },
      autostage: false,
    });
    await writeFiles(root, { ".dvc/config.local": "[cache]\ndir = ~/store\n" });
    expect((await readConfig(root)).cacheDir).toBe(join(homedir(), "store"));
    await writeFiles(root, { ".dvc/config.local": "[cache]\ndir = ../../store\n" });
    expect((await readConfig(root)).cacheDir).toBe(join(root, "../store"));
  });

  test("a remote inherits from the one that its url names, and its paths start from their file", async () => {
    await writeFiles(root, {
      "user/config": "[core]\nremote = Sub\n",
      ".dvc/config": [
        "['remote \"base\"']",
        "url = s3://bucket/store/",
        "region = eu",
        '[remote "sub"]',
        "url = remote://Base/deep",
        "['remote \"here\"']",
        "url = ../store",
      ].join("\n"),
      ".dvc/config.local": "['remote \"sub\"']\nregion = us\ncredentialpath = keys\n",
    });
    const { defaultRemote, remotes } = await readConfig(root);
    expect(defaultRemote).toBe("sub");
    expect([...remotes().values()]).toEqual([
      { name: "base", url: "s3://bucket/store/", options: new Map([["region", "eu"]]) },
      {
        name: "sub",
        url: "s3://bucket/store/deep",
        options: new Map([
          ["region", "us"],
          ["credentialpath", join(root, ".dvc/keys")],
        ]),
      },
      { name: "here", url: join(root, "store"), options: new Map() },
    ]);
  });

  test.each([
    ['[remote "a"]\njobs = 4\n', 'The remote "a" has no url'],
    ['[remote "a"]\nurl = remote://b/x\n', 'builds on "b", which is not there'],
    ['[remote "a"]\nurl = remote://b\n[remote "b"]\nurl = remote://a\n', "which is built on it"],
  ])("a remote that makes no sense is refused when it is asked for: %j", async (text, message) => {
    await writeFiles(root, { ".dvc/config": text });
    const { remotes } = await readConfig(root);
    expect(remotes).toThrow(message);
  });

  test.each([
    ["[cache]\n\ntype = magic\n", ":3: cache.type knows reflink"],
    ["[cache]\nshared = all\n", ":2: cache.shared must be group"],
    ["[core]\nautostage = yes\n", ":2: core.autostage must be true or false"],
    ["[cache]\ndir = a, b\n", ":2: cache.dir is a list because of its comma"],
  ])("%j says what is wrong where", async (text, reason) => {
    await writeFiles(root, { ".dvc/config": text });
    const file = join(root, ".dvc/config");
    await expect(readConfig(root)).rejects.toMatchObject({
      kind: "bad-config",
      message: expect.stringContaining(`${file}${reason}`),
    });
  });
});
