import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { startVsCodeServer } from "../../scripts/setup/vscode-server.mjs";
import { build } from "../../scripts/build.mjs";
import { openBrowser } from "../support/browser.ts";
import { type LoopbackAnswer, startLoopback } from "../support/loopback-server.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

/**
 * The extension in the host that vscode.dev runs extensions in: a worker of the browser. Of one without `main` VS Code
 * runs `browser` there, also where a server stands behind the window; the files come through the editor all the same.
 */
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where a server stands behind the window, VS Code would look for `main` there. */
const manifestForWeb = JSON.stringify({
  ...(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as object),
  main: undefined,
});

const pipeline = `stages:
  train:
    cmd: python train.py --lr \${train.lr} --seed \${train.sed}
    deps:
      - train.py
    outs:
      - model.pt
  draw:
    cmd: draw \${train.seed}
    params:
      - conf/draw.toml:
  report:
    cmdd: cat model.pt
`;

let close: readonly (() => Promise<void>)[] = [];
let workbench: Workbench;

beforeAll(async () => {
  const { folder: temp, remove } = await makeTempFolder();
  close = [remove];
  await build({ outdir: path.relative(root, temp).replaceAll("\\", "/") });
  const project = path.join(temp, "project");
  await makeProject(project);
  const extension = await startLoopback(({ url }) => serveExtension(temp, url));
  close = [() => extension.stop(), ...close];
  const server = await startVsCodeServer({ temp });
  close = [() => server.stop(), ...close];
  const browser = await openBrowser();
  close = [() => browser.close(), ...close];
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 }, bypassCSP: true });
  await addWebExtension(page, extension.url.replace("127.0.0.1", "localhost"));
  workbench = await openWorkbench(page, server.address(project));
});

afterAll(async () => {
  for (const end of close) await end();
});

/** The package, with the bundles from another folder. */
function serveExtension(built: string, url: string): LoopbackAnswer {
  const headers = { "access-control-allow-origin": "*", "content-type": "text/javascript; charset=utf-8" };
  if (url === "/package.json") return { headers, body: manifestForWeb };
  try {
    return { headers, body: readFileSync(path.join(url.startsWith("/dist/") ? built : root, url), "utf8") };
  } catch {
    return { headers, status: 404 };
  }
}

/**
 * Adds an extension to VS Code as vscode.dev adds its own: by an address in what the page is started with. The host of
 * extensions runs scripts of `localhost`, whose number would not do.
 */
async function addWebExtension(page: Page, address: string): Promise<void> {
  const { host } = new URL(address);
  const added = { additionalBuiltinExtensions: [{ scheme: "http", authority: host, path: "/" }] };
  await page.addInitScript((more) => {
    new MutationObserver((_, observer) => {
      const start = document.getElementById("vscode-workbench-web-configuration");
      if (start === null) return;
      observer.disconnect();
      start.dataset["settings"] = JSON.stringify({
        ...JSON.parse(start.dataset["settings"] ?? "{}"),
        ...more,
      });
    }).observe(document, { childList: true, subtree: true });
  }, added);
}

async function makeProject(folder: string): Promise<void> {
  await mkdir(path.join(folder, ".dvc"), { recursive: true });
  await writeFile(path.join(folder, ".dvc", "config"), "");
  await writeFile(path.join(folder, "params.yaml"), "train:\n  lr: 0.01\n  seed: 1\n");
  await mkdir(path.join(folder, "conf"));
  await writeFile(path.join(folder, "conf", "draw.toml"), "colour = 1\ncolour = 2\n");
  await writeFile(path.join(folder, "train.py"), "");
  await writeFile(path.join(folder, "dvc.yaml"), pipeline);
}

async function openFile(name: string): Promise<void> {
  await workbench.page.keyboard.press("Control+P");
  await workbench.quickInput.locator(".quick-input-box input").fill(name);
  await workbench.quickInput.locator(".monaco-list-row", { hasText: name }).first().click();
}

test("a file that a pipeline names is understood, before any other is opened", async () => {
  await openFile("draw.toml");
  await workbench.page.locator(".squiggly-error").first().waitFor();
});

test("what is wrong is underlined, with the values of a file that only the editor can read", async () => {
  await openFile("dvc.yaml");
  await workbench.page.locator(".view-line", { hasText: "cmdd" }).first().waitFor();
  await workbench.page.locator(".squiggly-error").first().waitFor();
  await workbench.command("Problems: Focus on Problems View");
  const problems = workbench.page.locator(".markers-panel");
  await problems
    .getByText(/cmdd.*cmd/)
    .first()
    .waitFor();
  await problems
    .getByText(/train\.sed/)
    .first()
    .waitFor();
  await workbench.picture("40-web");
});

test("the resolved pipeline opens beside it", async () => {
  await openFile("dvc.yaml");
  await workbench.command("Trainyard: Show Resolved dvc.yaml");
  await workbench.page.locator(".view-lines").getByText("draw 1").first().waitFor();
});
