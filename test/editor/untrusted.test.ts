import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageExtension } from "../../scripts/package.mjs";
import { createSample } from "../../scripts/setup/sample.mjs";
import { startVsCodeServer, type VsCodeServer } from "../../scripts/setup/vscode-server.mjs";
import { openBrowser } from "../support/browser.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

/** A folder that the user does not trust: its files are checked, and nothing of it runs. */
const root = fileURLToPath(new URL("../..", import.meta.url));

let temp: { folder: string; remove: () => Promise<void> };
let sample: string;
let server: VsCodeServer;
let browser: Browser;
let workbench: Workbench;

beforeAll(async () => {
  temp = await makeTempFolder();
  sample = path.join(temp.folder, "digits");
  await createSample(root, sample);
  const pipeline = path.join(sample, "dvc.yaml");
  await writeFile(pipeline, (await readFile(pipeline, "utf8")).replace("    cmd:", "    cmdd:"));
  const extension = await packageExtension();
  server = await startVsCodeServer({ temp: temp.folder, extension, workspaceTrust: true });
  browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  workbench = await openWorkbench(page, server.address(sample));
  await page.locator(".statusbar").getByText("Restricted Mode").waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await temp?.remove();
});

test("the views say why they show nothing", async () => {
  await workbench.showContainer("Trainyard");
  await workbench.page.getByText("This folder is not trusted.").first().waitFor();
  await workbench.picture("10-untrusted");
});

test("diagnostics appear all the same", async () => {
  await workbench.page.keyboard.press("Control+P");
  await workbench.quickInput.locator(".quick-input-box input").fill("dvc.yaml");
  await workbench.quickInput.locator(".monaco-list-row", { hasText: "dvc.yaml" }).first().click();
  await workbench.page.locator(".squiggly-error").first().waitFor();
});

test("nothing was run or written", () => {
  expect(existsSync(path.join(sample, ".dvc", "tmp"))).toBe(false);
});
