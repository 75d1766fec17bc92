import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openSample, type OpenedSample } from "../support/opened-sample.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * Files of parameters that are not called params.yaml: understood in a real VS Code where a dvc.yaml names them, and left
 * alone where none does. The tests are the steps of one journey.
 */
let opened: OpenedSample;
let workbench: Workbench;

beforeAll(async () => {
  opened = await openSample({
    prepare: addFiles,
    settings: {
      "workbench.colorTheme": "Default Dark Modern",
      "files.autoSave": "off",
      // Reports of all files and of an open one must not come twice.
      "trainyard.diagnostics.workspace": true,
    },
  });
  ({ workbench } = opened);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await workbench?.picture(`failed: ${task.name}`.replaceAll(/\W+/g, "-"));
});

afterAll(() => opened?.close());

async function addFiles(sample: string): Promise<void> {
  const pipeline = path.join(sample, "dvc.yaml");
  const named = "      - split\n      - conf/train [1].toml:\n          - lr\n      - conf/model.json:\n";
  await mkdir(path.join(sample, "conf"));
  await writeFile(path.join(sample, "conf", "train [1].toml"), "lr = 0.1\nmomentum = 0.9\n");
  await writeFile(path.join(sample, "conf", "train 1.toml"), "lr = 0.1\nlr = 0.2\n");
  await writeFile(path.join(sample, "conf", "model.json"), '{"depth":3}\n');
  await writeFile(pipeline, (await readFile(pipeline, "utf8")).replace("      - split\n", named));
}

async function open(name: string): Promise<void> {
  const { page, quickInput } = workbench;
  await page.keyboard.press("Control+p");
  await quickInput.locator("input").first().fill(name);
  await quickInput.locator(".monaco-list-row", { hasText: name }).first().click();
  await page.locator(".tabs-container .tab.active", { hasText: name }).waitFor();
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

function squiggles(): Promise<number> {
  return workbench.page.locator(".squiggly-error").count();
}

/** How many errors the status bar counts in all files. */
async function errors(): Promise<string | undefined> {
  const shown = await workbench.page.locator("[id='status.problems']").innerText();
  return /\d+/.exec(shown)?.[0];
}

test("a hover tells who uses a parameter, in a file with brackets in its name", async () => {
  const { page } = workbench;
  await open("train [1].toml");
  const shown = page.locator(".monaco-hover:visible", { hasText: "Used by prepare" });
  await expect
    .poll(async () => {
      await goTo(1, 1);
      await workbench.command("Show or Focus Hover");
      await page.waitForTimeout(300);
      return shown.count();
    })
    .toBeGreaterThan(0);
  await workbench.picture("50-named-hover");
  await page.keyboard.press("Escape");
});

test("a rename in it changes dvc.yaml", async () => {
  const { page } = workbench;
  await goTo(1, 1);
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input");
  await box.waitFor();
  await box.fill("rate");
  await page.keyboard.press("Enter");
  await expect.poll(text).toContain("rate = 0.1");
  await open("dvc.yaml");
  await expect.poll(text).toContain("- rate");
  await workbench.picture("51-named-renamed");
});

test("what is wrong in it is told once, and nothing of its neighbour that no pipeline names", async () => {
  const { page } = workbench;
  await open("train 1.toml");
  await open("train [1].toml");
  await goTo(2, 100);
  await page.keyboard.type("\nrate = 0.3", { delay: 40 });
  await expect.poll(squiggles).toBe(1);
  // Reports of the whole workspace come every two seconds.
  await page.waitForTimeout(5000);
  expect(await errors()).toBe("1");
  await workbench.picture("52-named-squiggle-dark");
  await workbench.command("Preferences: Toggle between Light/Dark Themes");
  await page.locator(".monaco-workbench.vs").waitFor();
  await workbench.picture("53-named-squiggle-light");
  await open("train 1.toml");
  expect(await squiggles()).toBe(0);
});

test("JSON keeps the one formatter that it has", async () => {
  await open("model.json");
  await workbench.command("Format Document");
  await expect.poll(text).toContain('    "depth": 3');
});

test("a file that is named no more is left alone", async () => {
  const pipeline = path.join(opened.sample, "dvc.yaml");
  // The rename has saved it.
  const before = await readFile(pipeline, "utf8");
  const after = before.replace("      - conf/train [1].toml:\n          - rate\n", "");
  expect(after).not.toBe(before);
  await writeFile(pipeline, after);
  await open("train [1].toml");
  await expect.poll(squiggles).toBe(0);
  await expect.poll(errors).toBe("0");
  await workbench.picture("54-named-no-more");
});
