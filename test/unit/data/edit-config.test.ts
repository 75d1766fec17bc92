import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { configEntries, isSecret, redacted } from "#core/data/config/config-entries";
import { readLevels } from "#core/data/config/config-level";
import { editConfig } from "#core/data/config/edit-config";
import {
  addRemote,
  chooseDefaultRemote,
  modifyRemote,
  removeRemote,
  renameRemote,
} from "#core/data/config/edit-remotes";
import { writeFiles } from "../../support/git-repository.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;
const repo = { level: "repo" as const };
const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");
const here = () => ({ root, cwd: root });

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
  vi.stubEnv("DVC_SYSTEM_CONFIG_DIR", join(root, "system"));
  vi.stubEnv("DVC_GLOBAL_CONFIG_DIR", join(root, "user"));
  await writeFiles(root, { ".dvc/config": "" });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
});

describe("settings of a repository", () => {
  test("a relative path starts from the file that it is written to", async () => {
    const cwd = join(root, "sub");
    const change = { kind: "set", section: "cache", key: "dir", value: "../store" } as const;
    await editConfig({ root, cwd }, [{ level: "repo", changes: [change] }]);
    await editConfig({ root, cwd }, [{ level: "global", changes: [{ ...change, value: "~/store" }] }]);
    expect(await read(".dvc/config")).toBe("[cache]\n    dir = ../store\n");
    expect(await read("user/config")).toBe("[cache]\n    dir = ~/store\n");
    expect(configEntries(await readLevels(root)).at(-1)).toMatchObject({ value: join(root, "store") });
  });

  test("outside of a repository there are those of the user, and no others", async () => {
    const change = { kind: "set", section: "core", key: "analytics", value: "false" } as const;
    await editConfig({ root: undefined, cwd: root }, [{ level: "global", changes: [change] }]);
    expect(await read("user/config")).toBe("[core]\n    analytics = false\n");
    const edit = editConfig({ root: undefined, cwd: root }, [{ level: "repo", changes: [change] }]);
    await expect(edit).rejects.toThrow("no repository here");
  });

  test.each([
    ["core", "autostag", "true", 'did you mean "autostage"?'],
    ["cor", "autostage", "true", 'did you mean "core"?'],
    ["core", "autostage", "yes", "must be true or false"],
    ["core", "checksum_jobs", "0", "at least 1"],
    ['remote "x"', "region", "eu", 'The remote "x" has no url'],
    ['remote "x"', "url", "s4://bucket", 'no kind of remote "s4://"'],
  ])("[%s] %s = %s is refused, and nothing is written", async (section, key, value, reason) => {
    const changes = [{ kind: "set", section, key, value } as const];
    await expect(editConfig(here(), [{ ...repo, changes }])).rejects.toThrow(reason);
    expect(await read(".dvc/config")).toBe("");
  });

  test("a file that makes no sense does not keep a weaker one from being repaired", async () => {
    await writeFiles(root, {
      ".dvc/config": "[core]\nbad = 1\n",
      ".dvc/config.local": "[core]\nworse = 1\n",
    });
    const changes = [{ kind: "unset", section: "core", key: "bad" } as const];
    await editConfig(here(), [{ ...repo, changes }]);
    expect(await read(".dvc/config")).toBe("");
  });
});

describe("remotes", () => {
  const store = { name: "store", url: "s3://bucket", isDefault: true, replace: false };

  test("are added, and replaced only when that is asked for", async () => {
    await addRemote({ ...here(), ...repo }, store);
    await modifyRemote({ ...here(), ...repo }, { name: "store", key: "region", value: "eu" });
    await expect(addRemote({ ...here(), ...repo }, store)).rejects.toThrow("already");
    expect(await read(".dvc/config")).toContain("region = eu");
    await addRemote({ ...here(), ...repo }, { ...store, replace: true });
    expect(await read(".dvc/config")).toBe(
      "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://bucket\n",
    );
  });

  test("take their secrets and being the default along when they are renamed or removed", async () => {
    await addRemote({ ...here(), ...repo }, { ...store, isDefault: false });
    const local = { ...here(), level: "local" as const };
    await modifyRemote(local, { name: "store", key: "secret_access_key", value: "s" });
    await chooseDefaultRemote(local, "store");
    await renameRemote({ ...here(), ...repo }, "store", "other");
    expect(await read(".dvc/config")).toBe("['remote \"other\"']\n    url = s3://bucket\n");
    expect(await read(".dvc/config.local")).toBe(
      "[core]\n    remote = other\n['remote \"other\"']\n    secret_access_key = s\n",
    );
    await removeRemote({ ...here(), ...repo }, "other");
    expect([await read(".dvc/config"), await read(".dvc/config.local")]).toEqual(["", ""]);
  });

  test("that are not there are told with the nearest", async () => {
    await addRemote({ ...here(), ...repo }, store);
    const missing = /no remote "stor" .* did you mean "store"/;
    await expect(removeRemote({ ...here(), ...repo }, "stor")).rejects.toThrow(missing);
    await expect(chooseDefaultRemote({ ...here(), ...repo }, "stor")).rejects.toThrow(missing);
    await expect(renameRemote({ ...here(), ...repo }, "stor", "x")).rejects.toThrow(missing);
  });
});

test("secrets are starred out, also within a URL", () => {
  expect(isSecret('remote "x"', "password")).toBe(true);
  expect(isSecret('remote "x"', "access_key_id")).toBe(false);
  const shown = (section: string, key: string, value: string): string => redacted({ section, key, value });
  expect(shown('remote "x"', "sas_token", "abc")).toBe("***");
  expect(shown("studio", "token", "abc")).toBe("***");
  expect(shown('machine "m"', "ssh_private", "-----BEGIN KEY-----")).toBe("***");
  expect(shown('remote "x"', "url", "https://me:pa@ss@host/x")).toBe("https://me:***@host/x");
  expect(shown('remote "x"', "url", "ssh://me@host:22/a")).toBe("ssh://me@host:22/a");
});
