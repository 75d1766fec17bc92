import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openSample, type OpenedSample } from "../support/opened-sample.ts";
import type { Workbench } from "../support/workbench.ts";
import { packageYamlExtension } from "../support/yaml-extension.ts";

/** Repositories of DVC's, each with a pipeline that reads its params.yaml and its hyper.yaml, and none that reads a config.yaml. */
const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wrong: {
    "dvc.yaml": pipeline('    dep: []\n    cmd: echo\n  last:\n    cmd: "half\n'),
    "params.yaml": "lr: 2\nseed: 1\nseed: 1\nrest: 'half\n",
    "hyper.yaml": "depth: no\nwidth: 3\nwidth: 3\nrest: [1, 2\n",
    "config.yaml": "depth: no\nwidth: 3\nwidth: 3\nrest: [1, 2\n",
  },
  unmet: {
    "dvc.yaml": pipeline("    deps:\n      - nowhere.csv\n"),
    "params.yaml": "lr: 2\n",
    "params.schema.json": '{ "properties": { "lr": { "maximum": 1 } } }\n',
    "hyper.yaml": "depth: 3\n",
  },
  fine: {
    "dvc.yaml": pipeline("    desc:   wide\n"),
    "params.yaml": "lr:   1\n",
    "hyper.yaml": "depth:   3\n",
  },
};

function pipeline(more: string): string {
  return `stages:\n  train:\n    cmd: echo\n    params:\n      - lr\n      - hyper.yaml:\n          - depth\n${more}`;
}

const extension = await packageYamlExtension();
let opened: OpenedSample;
let workbench: Workbench;

beforeAll(async () => {
  if (extension === undefined) return;
  opened = await openSample({
    prepare: addFiles,
    others: [extension],
    settings: {
      "workbench.colorTheme": "Default Dark Modern",
      "workbench.editor.enablePreview": false,
      "files.autoSave": "off",
    },
  });
  ({ workbench } = opened);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await workbench?.picture(`failed: ${task.name}`.replaceAll(/\W+/g, "-"));
});

afterAll(() => opened?.close());

async function addFiles(sample: string): Promise<void> {
  for (const [folder, files] of Object.entries(folders)) {
    await mkdir(path.join(sample, folder, ".dvc"), { recursive: true });
    await writeFile(path.join(sample, folder, ".dvc", "config"), "");
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(sample, folder, name), text);
  }
}

async function open(file: string): Promise<void> {
  const { page, quickInput } = workbench;
  await page.keyboard.press("Control+p");
  await quickInput.locator("input").first().fill(file);
  const [folder = "", name = ""] = file.split("/");
  await quickInput.locator(".monaco-list-row", { hasText: name }).filter({ hasText: folder }).first().click();
  await page.locator(`.tabs-container .tab.active .monaco-icon-label[aria-label*="/${file}"]`).waitFor();
}

/** Puts the cursor at a place that is counted from 1. */
async function goTo(line: number, column: number): Promise<void> {
  const { page, quickInput } = workbench;
  await page.keyboard.press("Control+g");
  await quickInput.locator("input").first().fill(`:${line},${column}`);
  await page.keyboard.press("Enter");
  await quickInput.waitFor({ state: "hidden" });
}

/** The text that is in sight. */
async function text(): Promise<string> {
  const lines = await workbench.page.locator(".view-line").allInnerTexts();
  return lines.map((line) => line.replaceAll("\u00A0", " ")).join("\n");
}

/** Who tells something of each file, as the view of problems has it: `YAML`, or the code of a rule of ours. */
async function told(): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, string[]> = {};
  let last: string[] = [];
  for (const row of await workbench.page.locator(".markers-panel .monaco-list-row").allInnerTexts()) {
    const text = row.replaceAll(/\s+/g, " ").trim();
    const [, name, folder] = /^([\w.]+\.yaml)(\w+) \d+$/.exec(text) ?? [];
    if (name !== undefined) found[`${folder}/${name}`] = last = [];
    const [, source, code] = / (YAML|trainyard) ?(\S*) \[Ln \d+, Col \d+\]$/.exec(text) ?? [];
    if (source !== undefined) last.push(code === undefined || code === "" ? source : code);
    last.sort();
  }
  return found;
}

/** The names of everything in the document that is open, in its order. */
async function symbols(): Promise<readonly string[]> {
  const { page, quickInput } = workbench;
  await page.keyboard.press("Control+Shift+o");
  const rows = quickInput.locator(".monaco-list-row");
  await rows.first().waitFor();
  const names = await rows.locator(".label-name").allInnerTexts();
  await page.keyboard.press("Escape");
  return names.map((name) => name.trim());
}

/** What completion offers. */
async function offered(): Promise<readonly string[]> {
  const rows = await workbench.page.locator(".suggest-widget.visible .monaco-list-row").all();
  return Promise.all(rows.map(async (row) => (await row.getAttribute("aria-label")) ?? ""));
}

const ours = {
  "wrong/dvc.yaml": ["dvc/unknown-key", "yaml/duplicate-key", "yaml/unclosed-quote"],
  "wrong/hyper.yaml": ["yaml/bool-dialect"],
  "unmet/dvc.yaml": ["dvc/dep-missing"],
  "unmet/params.yaml": ["params/range"],
};

describe.skipIf(extension === undefined)("beside Red Hat's YAML extension", () => {
  test("each mistake is told once, and of a file that no pipeline names only what is no YAML", async () => {
    for (const file of [...Object.keys(ours), "wrong/params.yaml", "wrong/config.yaml"]) await open(file);
    await workbench.command("Problems: Focus on Problems View");
    await workbench.command("View: Toggle Maximized Panel");
    await expect.poll(told).toEqual({
      ...ours,
      "wrong/params.yaml": ["YAML", "YAML"],
      "wrong/hyper.yaml": ["YAML", "YAML", ...ours["wrong/hyper.yaml"]],
      "wrong/config.yaml": ["YAML", "YAML"],
    });
    await workbench.picture("60-red-hat-problems-dark");
    await workbench.command("View: Toggle Maximized Panel");
  });

  test("what it tells is mended by our quick fix", async () => {
    const { page } = workbench;
    await open("wrong/hyper.yaml");
    const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Add ']'" });
    await expect
      .poll(async () => {
        await page.keyboard.press("Escape");
        await goTo(4, 1);
        await page.keyboard.press("Control+.");
        await page.waitForTimeout(500);
        return fix.count();
      })
      .toBe(1);
    await fix.click();
    await expect.poll(text).toContain("rest: [1, 2]");
    await workbench.command("File: Revert File");
    await expect.poll(text).not.toContain("]");
  });

  test.each([
    [
      "fine/dvc.yaml",
      ["stages", "train", "cmd", "params", "lr", "hyper.yaml", "hyper.yaml", "depth", "desc"],
    ],
    ["fine/hyper.yaml", ["depth"]],
  ])("%s has one outline, and one formatter, which asks nothing", async (file, names) => {
    await open(file);
    expect(await symbols()).toEqual(names);
    expect(await text()).toMatch(/: {3}/);
    await workbench.command("Format Document");
    await expect.poll(text).not.toMatch(/: {3}/);
    expect(await workbench.page.locator(".notification-toast").count()).toBe(0);
  });

  test("a hover tells who uses a parameter", async () => {
    const { page } = workbench;
    await open("fine/hyper.yaml");
    const shown = page.locator(".monaco-hover:visible .hover-row");
    await expect
      .poll(async () => {
        await goTo(1, 1);
        await workbench.command("Show or Focus Hover");
        await page.waitForTimeout(300);
        return shown.allInnerTexts();
      })
      .toEqual([expect.stringContaining("Used by train")]);
    await page.keyboard.press("Escape");
  });

  test("completion offers a key of dvc.yaml once", async () => {
    await open("fine/dvc.yaml");
    await goTo(8, 100);
    await workbench.page.keyboard.type("\nwd", { delay: 40 });
    await expect.poll(offered).toEqual([expect.stringMatching(/^wdir/)]);
    await workbench.picture("61-red-hat-completion-dark");
    await workbench.page.keyboard.press("Escape");
    await workbench.command("File: Revert File");
  });

  test("what it is told not to check is ours to tell", async () => {
    await mkdir(path.join(opened.sample, ".vscode"));
    await writeFile(path.join(opened.sample, ".vscode", "settings.json"), '{ "yaml.validate": false }\n');
    await workbench.command("Problems: Focus on Problems View");
    await workbench.command("View: Toggle Maximized Panel");
    await expect.poll(told).toEqual({
      ...ours,
      "wrong/params.yaml": ["yaml/duplicate-key", "yaml/unclosed-quote"],
      "wrong/hyper.yaml": [...ours["wrong/hyper.yaml"], "yaml/duplicate-key", "yaml/unclosed-flow"],
    });
  });
});
