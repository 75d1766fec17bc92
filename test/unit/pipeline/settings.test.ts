import { describe, expect, test } from "vitest";
import { readLoadingSettings } from "#core/pipeline/settings/loading-settings";
import { type Machine, settingsFolders } from "#core/pipeline/settings/settings-folders";

describe("DVC's settings of the machine and the user are", () => {
  test.each<[string, Machine, string, string]>([
    ["on Linux", { platform: "linux", env: {}, home: "/home/u" }, "/etc/xdg/dvc", "/home/u/.config/dvc"],
    [
      "where XDG says",
      { platform: "linux", env: { XDG_CONFIG_DIRS: "/a:/b", XDG_CONFIG_HOME: "/c" }, home: "/home/u" },
      "/a/dvc",
      "/c/dvc",
    ],
    [
      "on a Mac",
      { platform: "darwin", env: {}, home: "/Users/u" },
      "/Library/Application Support/dvc",
      "/Users/u/Library/Application Support/dvc",
    ],
    [
      "on Windows",
      { platform: "win32", env: { ProgramData: "D:\\Data" }, home: "C:\\Users\\u" },
      "D:\\Data\\iterative\\dvc",
      "C:\\Users\\u\\AppData\\Local\\iterative\\dvc",
    ],
    [
      "where DVC's own variables say",
      { platform: "win32", env: { DVC_SYSTEM_CONFIG_DIR: "s", DVC_GLOBAL_CONFIG_DIR: "g" }, home: "C:\\u" },
      "s",
      "g",
    ],
  ])("%s", (_, machine, system, user) => {
    expect(settingsFolders(machine)).toEqual({ system, user });
  });
});

describe("what settings say to whoever loads a pipeline", () => {
  test("is joined from all files, the last of which wins", () => {
    const texts = [
      '[remote "Machine"]\nurl = /m\n[parsing]\nbool = boolean_optional\n',
      "['remote \"repo\"']  # ours\nurl = '''\n[remote \"no\"]\n'''\n[Parsing]\nLIST = Append\nbool = store_true\n",
    ];
    expect(readLoadingSettings(texts)).toEqual({
      parsing: { bool: "store_true", list: "append" },
      remotes: new Set(["machine", "repo"]),
    });
    expect(readLoadingSettings([])).toEqual({ parsing: {}, remotes: new Set() });
  });

  test.each(["[core\n", "nothing\n", "[a]\nb = 'c\n"])("is not known of %j", (text) => {
    expect(readLoadingSettings(["[core]\nremote = x\n", text])).toBeUndefined();
  });
});
