import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { run } from "../../scripts/setup/process.mjs";
import { openSample, type OpenedSample } from "../support/opened-sample.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * The main job in a real VS Code with the packaged extension, by palette, tree and webview. The tests are the steps of one
 * journey: each starts where the one before ended.
 */
let opened: OpenedSample;
let workbench: Workbench;

/** While it is there, training stays where it is after some epochs: however slow this machine, it is seen at work. */
const hold = (sample: string): string => path.join(sample, ".git", "hold");

async function waitInTraining(sample: string): Promise<void> {
  const script = path.join(sample, "src", "train.py");
  const before = await readFile(script, "utf8");
  const last = '        os.replace(unfinished, self.folder / "metrics.json")\n';
  const wait =
    `        while summary["step"] >= 8 and os.path.exists(${JSON.stringify(hold(sample))}):\n` +
    "            time.sleep(0.1)\n";
  expect(before).toContain(last);
  await writeFile(
    script,
    before.replace("import sys\n", "import sys\nimport time\n").replace(last, last + wait),
  );
  await run("git", ["commit", "--quiet", "--all", "--no-verify", "--message", "Wait"], { cwd: sample });
  await writeFile(hold(sample), "");
}

beforeAll(async () => {
  const settings = { "workbench.colorTheme": "Default Dark Modern" };
  opened = await openSample({ settings, prepare: waitInTraining });
  ({ workbench } = opened);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await workbench?.picture(`failed: ${task.name}`.replaceAll(/\W+/g, "-"));
});

afterAll(() => opened?.close());

async function git(...args: string[]): Promise<string> {
  return (await run("git", args, { cwd: opened.sample })).stdout.trim();
}

/** Curves of one chart that are drawn, as the legend of the compare view names them. */
function legend(): Promise<readonly string[]> {
  return workbench.webview.locator(".legend-name, .legend [role=listitem], .chip").allInnerTexts();
}

test("the views show the pipeline, and what to do first", async () => {
  await workbench.showContainer("Trainyard");
  for (const stage of ["prepare", "train", "evaluate"]) {
    await expect.poll(() => workbench.treeRow(stage).innerText(), { timeout: 20_000 }).toContain("never run");
  }
  await workbench.page.getByRole("button", { name: "Run Experiment" }).first().waitFor();
  await workbench.picture("01-first-look");
});

test("a click on a stage goes to its line", async () => {
  await workbench.treeRow("train").click();
  await workbench.page.locator(".tabs-container .tab", { hasText: "dvc.yaml" }).waitFor();
  const line = workbench.page.locator(".monaco-editor .view-line", { hasText: /^\s*train:/ });
  await line.first().waitFor();
  await workbench.picture("02-stage");
});

test("a sweep is put together in quick picks that check what is typed", async () => {
  const { quickInput, page } = workbench;
  await workbench.command("Trainyard: Run Experiment");
  const row = quickInput.locator(".monaco-list-row", { hasText: "train.lr" });
  await row.waitFor();
  await expect.poll(() => row.innerText()).toContain("used by train");
  await row.click();
  await quickInput.getByRole("button", { name: "OK" }).click();

  const message = quickInput.locator(
    ".quick-input-message, .monaco-inputbox-container, .quick-input-box .message",
  );
  await quickInput.locator(".quick-input-title", { hasText: "train.lr" }).waitFor();
  await quickInput.locator(".quick-input-box input").fill("0.02,fast");
  await expect
    .poll(async () => (await message.allInnerTexts()).join(" "), { timeout: 10_000 })
    .toContain("train.lr is a number, not 'fast'");
  await workbench.picture("03-wrong-value");

  await quickInput.locator(".quick-input-box input").fill("0.001,0.02");
  await expect
    .poll(async () => (await quickInput.allInnerTexts()).join(" "), { timeout: 10_000 })
    .toMatch(/2 experiments/);
  await workbench.picture("04-sweep");
  await page.keyboard.press("Enter");
  const name = quickInput.getByPlaceholder("Name of the experiment");
  await name.waitFor();
  await name.fill("journey");
  await page.keyboard.press("Enter");
});

test("the runs appear with their progress", async () => {
  await workbench.treeRow("journey-1").waitFor({ timeout: 30_000 });
  await expect
    .poll(() => workbench.page.locator(".statusbar").innerText(), { timeout: 20_000 })
    .toMatch(/2 running/);
  await workbench.picture("05-running");
});

test("the curves are drawn while they grow", async () => {
  await workbench.command("Trainyard: Compare Experiments");
  await workbench.webview.locator("canvas").first().waitFor({ timeout: 30_000 });
  await expect.poll(async () => (await legend()).join(" "), { timeout: 30_000 }).toMatch(/journey/);
  await workbench.picture("06-compare-live");
});

test("the log opens as a document that follows", async () => {
  await workbench.menu("journey-2", "Show Log");
  await expect
    .poll(() => workbench.page.locator(".monaco-editor .view-lines").last().innerText(), { timeout: 20_000 })
    .toMatch(/epoch/);
  const log = await workbench.page.locator(".monaco-editor .view-lines").last().innerText();
  expect(log, "nothing but what the stages say").not.toMatch(/unrecognized|Error/);
  await workbench.picture("07-log");
});

test("reloading the window ends the extension host and not the runs: they are found again", async () => {
  const loaded = workbench.page.waitForEvent("load");
  await workbench.command("Developer: Reload Window");
  await loaded;
  await workbench.page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 60_000 });
  await workbench.showContainer("Trainyard");
  await expect.poll(() => workbench.treeRow("journey-1").innerText(), { timeout: 30_000 }).toContain("step");
  await rm(hold(opened.sample));
  for (const name of ["journey-1", "journey-2"]) {
    await expect
      .poll(() => workbench.treeRow(name).innerText(), { timeout: 90_000 })
      .toMatch(/(?<!val\.)accuracy 0\.\d/);
  }
  const refs = () => git("for-each-ref", "--format=%(refname)", "refs/exps");
  await expect.poll(refs, { timeout: 20_000 }).toMatch(/\/journey-1\n.*\/journey-2$/);
  expect(await git("status", "--porcelain")).toBe("");
});

test("the compare view is there again after the reload", async () => {
  await workbench.page.locator(".tabs-container .tab", { hasText: "Compare" }).click();
  await workbench.webview.locator("canvas").first().waitFor({ timeout: 30_000 });
  await expect.poll(async () => (await legend()).join(" "), { timeout: 30_000 }).toMatch(/journey/);
  await workbench.picture("08-compare");
});

test("the best experiment becomes a version, and the version gets a stage", async () => {
  const { quickInput } = workbench;
  await workbench.command("Trainyard: Register Model");
  const best = quickInput.locator(".monaco-list-row", { hasText: "journey" }).first();
  await best.waitFor();
  expect(await best.innerText()).toContain("journey-2");
  await best.click();
  await quickInput.locator(".quick-input-box input").fill("v0.1.0");
  await workbench.page.keyboard.press("Enter");
  await expect.poll(() => git("tag", "--list"), { timeout: 20_000 }).toContain("digits@v0.1.0");

  await workbench.treeRow("digits").waitFor();
  await workbench.command("Trainyard: Assign Stage");
  await quickInput.locator(".monaco-list-row", { hasText: "v0.1.0" }).first().click();
  await quickInput.locator(".quick-input-title", { hasText: "Assign a stage" }).waitFor();
  await quickInput.locator(".monaco-list-row", { hasText: "prod" }).first().click();
  await expect.poll(() => git("tag", "--list"), { timeout: 20_000 }).toContain("digits#prod#1");
  await workbench.picture("09-registered");
});

test("VS Code lists the extension as active, with what its activation cost", async () => {
  await workbench.command("Developer: Show Running Extensions");
  const row = workbench.page.locator(".runtime-extensions-editor .extension", { hasText: "trainyard" });
  await expect.poll(() => row.first().innerText(), { timeout: 20_000 }).toMatch(/Activation:\s*\d+\s*ms/);
  console.log(/Activation:\s*\d+\s*ms/.exec(await row.first().innerText())?.[0]);
});

test("no log of the extension tells of a fault", async () => {
  const { logs } = opened;
  const files = (await readdir(logs, { recursive: true })).filter((file) => file.endsWith("Trainyard.log"));
  const text = (await Promise.all(files.map((file) => readFile(path.join(logs, file), "utf8")))).join("\n");
  expect(text.split("\n").filter((line) => line.includes("[error]"))).toEqual([]);
});
