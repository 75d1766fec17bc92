import { existsSync } from "node:fs";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSample, type OpenedSample } from "../support/opened-sample.ts";
import type { Workbench } from "../support/workbench.ts";

/** A folder that the user does not trust: its files are checked, and nothing of it runs. */
let opened: OpenedSample;
let workbench: Workbench;

beforeAll(async () => {
  opened = await openSample({ trusted: false, prepare: addMistakes });
  ({ workbench } = opened);
  await workbench.page.locator(".statusbar").getByText("Restricted Mode").waitFor();
});

afterAll(() => opened?.close());

async function addMistakes(sample: string): Promise<void> {
  const pipeline = path.join(sample, "dvc.yaml");
  await appendFile(path.join(sample, "params.yaml"), "\nseed: 8\n");
  await writeFile(pipeline, (await readFile(pipeline, "utf8")).replace("    cmd:", "    cmdd:"));
}

test("the views say why they show nothing", async () => {
  await workbench.showContainer("Trainyard");
  await workbench.page.getByText("This folder is not trusted.").first().waitFor();
  await workbench.picture("10-untrusted");
});

test.each(["params.yaml", "dvc.yaml"])("diagnostics appear all the same in %s", async (name) => {
  await workbench.page.keyboard.press("Control+P");
  await workbench.quickInput.locator(".quick-input-box input").fill(name);
  await workbench.quickInput.locator(".monaco-list-row", { hasText: name }).first().click();
  await workbench.page.locator(".tabs-container .tab.active", { hasText: name }).waitFor();
  await workbench.page.locator(".squiggly-error").first().waitFor();
});

test("nothing was run or written", () => {
  expect(existsSync(path.join(opened.sample, ".dvc", "tmp"))).toBe(false);
});
