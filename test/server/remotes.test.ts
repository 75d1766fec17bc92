import { afterEach, describe, expect, test } from "vitest";
import { complete } from "../../server/src/features/completion.ts";
import { diagnose } from "../../server/src/features/diagnostics.ts";
import { cacheFiles } from "../../server/src/workspace/files.ts";
import { createWorkspace } from "../../server/src/workspace/workspace.ts";
import { contextAt } from "../support/feature-context.ts";
import { type LanguageClient, startLanguageClient } from "../support/language-client.ts";
import { machineSettings, memoryFiles } from "../support/memory-files.ts";

const using = (remote: string): string =>
  `stages:\n  a:\n    cmd: x\n    outs:\n    - m:\n        remote: ${remote}\n`;
const store = "['remote \"Store\"']\nurl = ../store\n";

/** Codes and messages of a dvc.yaml in a repository with settings. */
function told(
  pipeline: string,
  files: Readonly<Record<string, string>>,
  shared?: readonly string[],
): unknown[] {
  const disk = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/r/${path}`, text]));
  const all = { ...disk, [machineSettings]: '[remote "machine"]\nurl = /m\n', "/r/dvc.yaml": pipeline };
  const { snapshot } = createWorkspace(cacheFiles(memoryFiles(all)), shared).locate("/r/dvc.yaml");
  const context = { snapshot, path: "dvc.yaml", uriOf: (path: string) => `file:///r/${path}` };
  return diagnose(context).flatMap(({ code, message }) => (code === "dvc/unknown-remote" ? [message] : []));
}

describe("a remote is unknown", () => {
  const files = { ".dvc/config": store, ".dvc/config.local": '[remote "mine"]\nurl = /x\n' };

  test("when no level of the settings has it", () => {
    const shared = [machineSettings];
    expect(told(using("stor"), files, shared)).toEqual([
      "There is no remote 'stor' in DVC's settings. Did you mean 'store'?",
    ]);
    for (const known of ["store", "STORE", "mine", "machine"])
      expect(told(using(known), files, shared)).toEqual([]);
    expect(told("stages:\n  a:\n    cmd: x\n    deps: [remote://other/x]\n", files, shared)).toHaveLength(1);
    expect(told("stages:\n  a:\n    cmd: x\n    deps: [remote://store/x]\n", files, shared)).toEqual([]);
  });

  test("only where all levels can be read", () => {
    expect(told(using("stor"), files)).toEqual([]);
    expect(told(using("stor"), {}, [machineSettings])).toEqual([]);
    expect(told(using("stor"), { ".dvc/config": "[core\n" }, [machineSettings])).toEqual([]);
  });
});

describe("offered are", () => {
  const labels = (text: string): string[] => {
    const { context, offset } = contextAt({ ".dvc/config": store, "dvc.yaml": text });
    return complete(context, offset).map(({ label }) => label);
  };

  test("the remotes, by name and as the start of a path", () => {
    expect(labels(using("|"))).toEqual(["store"]);
    expect(labels("stages:\n  a:\n    cmd: x\n    deps:\n    - rem|")).toContain("remote://store/");
    expect(labels("stages:\n  a:\n    cmd: x\n    deps:\n    - |")).not.toContain("remote://store/");
  });
});

let client: LanguageClient | undefined;

afterEach(() => client?.connection.dispose());

test("a remote that is added to the settings is known at once", async () => {
  client = await startLanguageClient({ "dvc.yaml": using("late") });
  await client.open("dvc.yaml", using("late"));
  expect(await client.codes("dvc.yaml")).toContain("dvc/unknown-remote");
  await client.changeOnDisk(".dvc/config", '[remote "late"]\nurl = /x\n');
  expect(await client.codes("dvc.yaml")).not.toContain("dvc/unknown-remote");
});

test("settings say how a mapping is written in a command", async () => {
  const pipeline = "vars:\n- o: {flag: false, list: [1, 2]}\nstages:\n  a:\n    cmd: x ${o}\n";
  const { context } = contextAt({
    ".dvc/config": "[parsing]\nbool = boolean_optional\nlist = append\n",
    "dvc.yaml": pipeline,
  });
  expect(context.snapshot.pipeline.stages.map(({ cmd }) => cmd)).toEqual(["x --no-flag --list 1 --list 2"]);
});
