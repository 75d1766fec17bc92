import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "#core/data/config";
import { parseIni } from "#core/data/parse-ini";
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
    expect(await readConfig(root)).toEqual({
      cacheDir: join(root, ".dvc/cache"),
      linkTypes: ["reflink", "copy"],
      shared: false,
      parsing: {},
      autostage: false,
    });
  });

  test("later levels win key by key, and a path starts from its own file", async () => {
    await writeFiles(root, {
      "system/config": "[cache]\nshared = group\ntype = copy\n",
      "user/config": "[cache]\ndir = store\n[core]\nautostage = True\n",
      ".dvc/config": "[cache]\ntype = hardlink,symlink\n[parsing]\nbool = Boolean_Optional\nlist = append\n",
      ".dvc/config.local": "[core]\nautostage = false\n",
    });
    expect(await readConfig(root)).toEqual({
      cacheDir: join(root, "user/store"),
      linkTypes: ["hardlink", "symlink"],
      shared: true,
      parsing: { bool: "boolean_optional", list: "append" },
      autostage: false,
    });
    await writeFiles(root, { ".dvc/config.local": "[cache]\ndir = ~/store\n" });
    expect((await readConfig(root)).cacheDir).toBe(join(homedir(), "store"));
    await writeFiles(root, { ".dvc/config.local": "[cache]\ndir = ../../store\n" });
    expect((await readConfig(root)).cacheDir).toBe(join(root, "../store"));
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
