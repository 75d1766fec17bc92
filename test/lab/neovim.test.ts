import { spawnSync } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test as anyTest } from "vitest";
import { writeFiles } from "../support/git-repository.ts";
import { interopTools, test as interopTest } from "../support/interop.ts";
import { runProcess } from "../support/run-process.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;
if (!hasNeovim)
  process.stderr.write("skipped: Neovim. It is not installed (on Debian: apt-get install neovim).\n");
const test = hasNeovim ? interopTest : anyTest.skip;

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await makeTempFolder());
});

afterEach(() => remove());

/** The `init.lua` of the guide, so that what a user copies is what is tried here. */
async function guideSettings(): Promise<string> {
  const guide = await readFile(path.join(import.meta.dirname, "../../docs/guide/editor.md"), "utf8");
  const settings = /```lua\n([^]*?)```/.exec(guide)?.[1];
  if (settings === undefined) throw new Error("The guide to editors has no settings for Neovim.");
  return settings;
}

/** Runs Lua in a headless Neovim that has opened dvc.yaml, and gives the JSON that it prints with `answer`. */
async function neovim(script: string): Promise<unknown> {
  const programs = path.join(folder, "programs");
  await mkdir(programs);
  const program = path.join(programs, "trainyard");
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${interopTools().cli}' "$@"\n`);
  await chmod(program, 0o755);
  const settings = path.join(folder, "init.lua");
  await writeFile(settings, await guideSettings());
  const asks = path.join(folder, "asks.lua");
  await writeFile(
    asks,
    `local function answer(value) io.stdout:write(vim.fn.json_encode(value)) end\n${script}`,
  );
  const args = ["--headless", "-u", settings, "dvc.yaml", "-c", `luafile ${asks}`, "-c", "qa!"];
  const { code, stdout, stderr } = await runProcess("nvim", args, {
    cwd: path.join(folder, "project"),
    env: {
      ...process.env,
      PATH: `${programs}${path.delimiter}${process.env["PATH"]}`,
      XDG_STATE_HOME: folder,
    },
  });
  if (code !== 0 || stdout === "") throw new Error(`Neovim ended with code ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}

test("Neovim shows what is wrong when a file is opened, and takes it back after an edit", async () => {
  await writeFiles(path.join(folder, "project"), {
    ".dvc/config": "",
    "dvc.yaml": "stages:\n  train:\n    cmdd: python train.py\n",
  });
  const found = await neovim(`
    vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
    local first = vim.diagnostic.get(0)
    vim.api.nvim_buf_set_text(0, 2, 4, 2, 8, { "cmd" })
    vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20)
    answer({ first = { code = first[1].code, line = first[1].lnum, column = first[1].col }, after = #vim.diagnostic.get(0) })
  `);
  expect(found).toEqual({ first: { code: "dvc/unknown-key", line: 2, column: 4 }, after: 0 });
});

test("Neovim asks for a hover and a definition", async () => {
  await writeFiles(path.join(folder, "project"), {
    ".dvc/config": "",
    "dvc.yaml": "stages:\n  train:\n    cmd: train ${lr}\n",
    "params.yaml": "lr: 0.25\n",
  });
  const found = await neovim(`
    vim.wait(20000, function() return #vim.lsp.buf_get_clients(0) > 0 end, 20)
    local params = { textDocument = vim.lsp.util.make_text_document_params(0), position = { line = 2, character = 18 } }
    local function ask(method)
      local _, response = next(vim.lsp.buf_request_sync(0, method, params, 20000))
      return response.result
    end
    answer({ hover = ask("textDocument/hover").contents.value, definition = ask("textDocument/definition") })
  `);
  expect(found).toMatchObject({ hover: expect.stringContaining("0.25") });
  expect(JSON.stringify(found)).toContain("params.yaml");
});
