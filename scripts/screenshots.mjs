// Makes the pictures of the README from the demo: the sample, the main job, and VS Code as a person sees it after that.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { ensureBrowser } from "./setup/chromium.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { SetupError } from "./setup/process.mjs";
import { createSample, runMainJob } from "./setup/sample.mjs";
import { startVsCodeServer } from "./setup/vscode-server.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const images = path.join(root, "docs", "images");

const themes = { dark: "Default Dark Modern", light: "Default Light Modern" };

async function main() {
  await ensurePackages(root, console.log);
  const executablePath = await ensureBrowser(console.log);
  const { packageExtension } = await import("./package.mjs");
  const extensions = [await packageExtension()];
  const { chromium } = await import("playwright-core");
  const temp = await realpath(await mkdtemp(path.join(tmpdir(), "trainyard-pictures-")));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const folder = path.join(temp, "digits");
    await createSample(root, folder);
    await runMainJob(path.join(root, "dist", "cli.js"), folder);
    await mkdir(images, { recursive: true });
    for (const [name, theme] of Object.entries(themes)) {
      const settings = { "workbench.colorTheme": theme };
      const server = await startVsCodeServer({ temp: path.join(temp, name), extensions, settings });
      try {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        await page.goto(server.address(folder));
        await compareView(page);
        await page.screenshot({ path: path.join(images, `compare-${name}.png`) });
        await page.close();
      } finally {
        await server.stop();
      }
    }
  } finally {
    await browser.close();
    await rm(temp, { recursive: true, force: true, maxRetries: 5 });
  }
  console.log(`Pictures are in ${path.relative(process.cwd(), images)}.`);
}

/**
 * Opens the views of the side bar and the compare view, and waits until its charts are drawn.
 * @param {import("playwright-core").Page} page
 */
async function compareView(page) {
  await page.locator('.activitybar .action-label[aria-label*="Trainyard"]').first().click();
  await page.locator(".sidebar .monaco-list-row", { hasText: "v0.1.0" }).first().waitFor();
  await page.keyboard.press("F1");
  await page.locator(".quick-input-box input").fill(">Trainyard: Compare Experiments");
  await page
    .locator(".quick-input-list .monaco-list-row", { hasText: "Compare Experiments" })
    .first()
    .click();
  const view = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  await view.locator("canvas").first().waitFor();
  // The charts are drawn in the frame after the one in which they appear; the pointer must not rest on anything.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1_500);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 3;
}
