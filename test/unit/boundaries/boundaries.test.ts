import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../../scripts/setup/process.mjs";
import { makeTempFolder } from "../../support/temp-folder.ts";

/**
 * The import rules are worth something only when breaking them fails the check. Each violation is planted in a copy of the
 * configuration, at the path at which it would stand in the repository.
 */
const root = fileURLToPath(new URL("../../..", import.meta.url));

let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await makeTempFolder());
  for (const file of [".oxlintrc.json", "tsconfig.base.json", "package.json"]) {
    await cp(path.join(root, file), path.join(folder, file));
  }
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
});

afterAll(() => remove());

async function plant(file: string, text: string): Promise<string> {
  const planted = path.join(folder, file);
  await mkdir(path.dirname(planted), { recursive: true });
  await writeFile(planted, text);
  return planted;
}

async function lint(file: string, text: string): Promise<string> {
  await plant(file, text);
  const bin = path.join(root, "node_modules", "oxlint", "bin", "oxlint");
  const { code, stdout } = await run(process.execPath, [bin, "--deny-warnings", file], { cwd: folder });
  return code === 0 ? "accepted" : stdout;
}

describe("the lint refuses", () => {
  const violations = [
    [
      "VS Code in the core",
      "src/core/data/planted.ts",
      'import { window } from "vscode";\nwindow.activeTerminal;\n',
    ],
    [
      "VS Code's types in the core",
      "src/core/git/planted.ts",
      'import type { Uri } from "vscode";\nexport type A = Uri;\n',
    ],
    [
      "Node in the pipeline",
      "src/core/pipeline/planted.ts",
      'import { readFileSync } from "node:fs";\nreadFileSync("a");\n',
    ],
    [
      "other core folders in the pipeline",
      "src/core/pipeline/planted.ts",
      'import { a } from "#core/data/hash/hash";\na();\n',
    ],
    ["the protocol in the core", "src/core/data/planted.ts", 'import { a } from "#protocol/names";\na();\n'],
    ["the editor in the command line", "src/cli/planted.ts", 'import { a } from "../editor/a.ts";\na();\n'],
    ["a core folder in the editor", "src/editor/planted.ts", 'import { a } from "#core/git/git";\na();\n'],
    [
      "the connection in a feature",
      "server/src/features/planted.ts",
      'import { a } from "vscode-languageserver/node";\na();\n',
    ],
    ["Node in the server", "server/src/workspace/planted.ts", 'import { a } from "node:fs";\na();\n'],
    ["Node in the server of a browser", "server/src/browser.ts", 'import { a } from "node:fs";\na();\n'],
    [
      "the engine in the extension of a browser",
      "src/browser-extension.ts",
      'import { a } from "#core/project";\na();\n',
    ],
    [
      "the core in a webview",
      "webview-ui/src/compare/planted.ts",
      'import { a } from "#core/project";\na();\n',
    ],
    [
      "messages in the charts",
      "webview-ui/src/charts/planted.ts",
      'import { a } from "#protocol/compare";\na();\n',
    ],
    [
      "the core in the editor by another path",
      "src/editor/trees/planted.ts",
      'import { a } from "../../core/git/git.ts";\na();\n',
    ],
    ["the command line in the extension", "src/extension.ts", 'import { a } from "./cli/output.ts";\na();\n'],
    [
      "a folder of the core above another",
      "src/core/data/planted.ts",
      'import type { A } from "#core/runners/run";\nexport type B = A;\n',
    ],
    [
      "a folder of the core by another path",
      "src/core/runners/local/planted.ts",
      'import { a } from "../../data/hash.ts";\na();\n',
    ],
    [
      "the whole project in one of its folders",
      "src/core/experiments/planted.ts",
      'import { a } from "#core/project";\na();\n',
    ],
    [
      "the core's values in the protocol",
      "src/protocol/planted.ts",
      'import { a } from "#core/project";\na();\n',
    ],
    [
      "another folder of the core in the server",
      "server/src/features/planted.ts",
      'import { a } from "../../../src/core/data/hash/hash.ts";\na();\n',
    ],
    [
      "the core in a webview by another path",
      "webview-ui/src/compare/planted.ts",
      'import { a } from "../../../src/core/project.ts";\na();\n',
    ],
    ["drawing in a view", "webview-ui/src/compare/planted.ts", 'import { a } from "chart.js";\na();\n'],
    ["a view in the kit", "webview-ui/src/kit/planted.ts", 'import { a } from "../compare/a.ts";\na();\n'],
    ["tests in the product", "src/cli/planted.ts", 'import { a } from "../../test/support/a.ts";\na();\n'],
  ] as const;

  test.each(violations)("%s", async (_, file, text) => {
    expect(await lint(file, text)).toContain("no-restricted-imports");
  });

  test("an import cycle", async () => {
    await plant(
      "src/core/data/first.ts",
      'import { b } from "./second.ts";\nexport const a = (): number => b();\n',
    );
    const output = await lint(
      "src/core/data/second.ts",
      'import { a } from "./first.ts";\nexport const b = (): number => a();\n',
    );
    expect(output).toContain("no-cycle");
  });

  test.each([
    ["a file without a violation", "src/core/data/sound.ts", "export const a = 1;\n"],
    [
      "types of the core in the protocol",
      "src/protocol/sound.ts",
      'import type { A } from "#core/project";\nexport type B = A;\n',
    ],
    [
      "a lower folder of the core",
      "src/core/runners/sound.ts",
      'import type { A } from "#core/data/hash/hash";\nexport type B = A;\n',
    ],
  ])("but not %s", async (_, file, text) => {
    expect(await lint(file, text)).toBe("accepted");
  });
});

describe("the compiler refuses", () => {
  async function compile(project: string, file: string, text: string): Promise<string> {
    await cp(path.join(root, project, "tsconfig.json"), path.join(folder, project, "tsconfig.json"));
    await plant(file, text);
    const bin = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = await run(process.execPath, [bin, "-b", project], { cwd: folder });
    return stdout;
  }

  test("a Node global in the pipeline", async () => {
    const output = await compile(
      "src/core/pipeline",
      "src/core/pipeline/planted.ts",
      "export const a = process.pid;\n",
    );
    expect(output).toContain("Cannot find name 'process'");
  });

  test("the DOM in the pipeline", async () => {
    const output = await compile(
      "src/core/pipeline",
      "src/core/pipeline/planted.ts",
      "export const a = document.title;\n",
    );
    expect(output).toContain("Cannot find name 'document'");
  });
});
