import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openSample, type OpenedSample } from "../support/opened-sample.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * A pipeline is written by hand in a real VS Code: what is underlined, offered and shown, and when. The tests are the steps
 * of one journey, and each leaves the sample as it was.
 */
let opened: OpenedSample;
let workbench: Workbench;

beforeAll(async () => {
  opened = await openSample({
    settings: { "workbench.colorTheme": "Default Dark Modern", "files.autoSave": "off" },
  });
  ({ workbench } = opened);
  await open("dvc.yaml");
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await workbench?.picture(`failed: ${task.name}`.replaceAll(/\W+/g, "-"));
});

afterAll(() => opened?.close());

async function open(file: string): Promise<void> {
  const { page, quickInput } = workbench;
  await page.keyboard.press("Control+p");
  await quickInput.locator("input").first().fill(file);
  await quickInput.locator(".monaco-list-row", { hasText: file }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".tabs-container .tab", { hasText: file }).waitFor();
  await lens("never run").waitFor();
}

/** Puts the cursor at a place that is counted from 1. */
async function goTo(line: number, column: number): Promise<void> {
  const { page, quickInput } = workbench;
  await page.keyboard.press("Control+g");
  await quickInput.locator("input").first().fill(`:${line},${column}`);
  await page.keyboard.press("Enter");
  await quickInput.waitFor({ state: "hidden" });
}

/** Types as a person does, one letter after the other. */
async function type(text: string): Promise<void> {
  await workbench.page.keyboard.type(text, { delay: 40 });
}

async function undoAll(): Promise<void> {
  await workbench.page.keyboard.press("Escape");
  await workbench.command("File: Revert File");
  // The command is done before the text is, which would move the cursor that the next test sets.
  await expect.poll(() => workbench.page.locator(".tabs-container .tab.dirty").count()).toBe(0);
  await expect.poll(squiggles).toBe(0);
}

function lens(title: string) {
  return workbench.page.locator(".codelens-decoration", { hasText: title }).first();
}

function squiggles(): Promise<number> {
  return workbench.page.locator(".squiggly-error, .squiggly-warning, .squiggly-info").count();
}

/** The list of completions, as far as it is seen. */
async function offered(): Promise<readonly string[]> {
  const rows = await workbench.page.locator(".suggest-widget.visible .monaco-list-row").all();
  return Promise.all(rows.map(async (row) => (await row.getAttribute("aria-label")) ?? ""));
}

/** The text that is in sight, without hints. */
async function text(): Promise<string> {
  const lines = await workbench.page.locator(".view-line").evaluateAll((found) =>
    found
      .map((line) => [line.getBoundingClientRect().top, (line as HTMLElement).innerText] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, line]) => line.replaceAll("\u00A0", " ").trimEnd()),
  );
  return lines.join("\n");
}

test("the sample is in order: lenses above its stages, values behind its expressions, and nothing underlined", async () => {
  await expect.poll(text).toContain("${seed}7");
  await expect.poll(() => lens("Run").innerText()).toContain("never run");
  expect(await squiggles()).toBe(0);
  await workbench.picture("30-written");
});

test("a stage is typed from nothing, and no letter of it is underlined before a rest", async () => {
  const { page } = workbench;
  await goTo(60, 1);
  const seen: number[] = [];
  const look = async (): Promise<void> => void seen.push(await squiggles());
  await page.keyboard.press("Enter");
  for (const letters of ["  re", "port:", "\nc"]) {
    await type(letters);
    await look();
  }
  await expect
    .poll(offered)
    .toEqual([expect.stringMatching(/^cmd/), expect.stringMatching(/^always_changed/)]);
  await page.keyboard.press("Enter");
  await type("python3 src/ev");
  await expect.poll(offered).toEqual([expect.stringMatching(/^src\/evaluate\.py/)]);
  await page.keyboard.press("Enter");
  await type(" ${tr");
  await expect.poll(offered).toContainEqual(expect.stringMatching(/^train\.lr, 0\.02 · float/));
  await workbench.picture("31-offered-in-half-typed-text");
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await type("\nde");
  await look();
  await expect.poll(offered).toEqual([expect.stringMatching(/^deps/), expect.stringMatching(/^desc/)]);
  await page.keyboard.press("Enter");
  // The next list opens by itself, with what the other stages make before the files.
  await expect.poll(async () => (await offered())[0]).toMatch(/^data\/split, out of prepare/);
  await workbench.picture("32-offered-dependencies");
  await type("src/evaluate.py");
  await expect.poll(text).toMatch(/ {2}report:\n {4}cmd: .*\n {4}deps:\n {6}- src\/evaluate\.py/);
  expect(seen).toEqual([0, 0, 0, 0]);
  await undoAll();
});

test("a line that is broken in front of a stage leaves it where it is", async () => {
  await goTo(21, 1);
  await workbench.page.keyboard.press("Enter");
  await expect.poll(text).toMatch(/ {6}- \$\{paths\.split\}.*\n\n\n {2}train:\n {4}desc:/);
  await undoAll();
});

test("quotes and braces close themselves in a command, and a comment offers nothing", async () => {
  const { page } = workbench;
  await goTo(46, 200);
  await type(" 'it");
  await expect.poll(text).toContain("evaluation 'it'");
  await page.keyboard.press("End");
  await type(" # ${se");
  await expect.poll(text).toContain("evaluation 'it' # ${se}");
  // A list would be there by now.
  await page.waitForTimeout(500);
  expect(await offered()).toEqual([]);
  await undoAll();
});

test("a new output is written as it is typed, and a key with choices offers them", async () => {
  const { page } = workbench;
  await goTo(60, 1);
  await page.keyboard.press("Enter");
  await type("  report:\nwd");
  await expect.poll(offered).toEqual([expect.stringMatching(/^wdir/)]);
  await page.keyboard.press("Enter");
  await expect.poll(offered).toContainEqual(expect.stringMatching(/^src\//));
  await page.keyboard.press("Escape");
  await type(".\nouts:\n- RE");
  await expect.poll(offered).toEqual([expect.stringMatching(/^README\.md/)]);
  await type("PORT.md");
  await expect.poll(offered).toEqual([]);
  await type("\n");
  await expect.poll(text).toContain("    outs:\n      - REPORT.md\n");
  await undoAll();
});

test("a typo is underlined at rest, and one key puts it right", async () => {
  const { page } = workbench;
  await goTo(8, 5);
  await page.keyboard.press("Delete");
  await expect.poll(squiggles).toBe(1);
  await page.keyboard.press("Control+.");
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Change to 'desc'" });
  await fix.waitFor();
  await workbench.picture("33-quick-fix");
  await fix.click();
  await expect.poll(text).toContain("    desc: Split the images");
  await expect.poll(squiggles).toBe(0);
  await undoAll();
});

test("a rename shows what it changes in every file before it does", async () => {
  const { page } = workbench;
  await goTo(25, 85);
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input");
  await box.waitFor();
  await box.fill("inertia");
  await page.keyboard.press("Control+Enter");
  const preview = page.locator(".refactor-preview, [id*='refactorPreview']").first();
  await preview.waitFor();
  const rows = async () => (await page.locator(".panel .monaco-list-row").allInnerTexts()).join("\n");
  await expect.poll(rows).toContain("params.yaml");
  expect(await rows()).toContain("dvc.yaml");
  await workbench.picture("34-rename-preview");
  await page.getByRole("button", { name: "Discard" }).click();
});

test("a lens leads to the consumers of a stage, and the call hierarchy to what it needs", async () => {
  const { page } = workbench;
  await goTo(1, 1);
  await lens("2 consumers").getByText("2 consumers").click();
  const found = page.locator(".zone-widget .monaco-list-row");
  await found.first().waitFor();
  await workbench.picture("35-consumers");
  await page.keyboard.press("Escape");
  await goTo(7, 5);
  await page.keyboard.press("Shift+Alt+h");
  const calls = async () => (await page.locator(".sidebar .monaco-list-row").allInnerTexts()).join(" ");
  await expect.poll(calls).toMatch(/train[^]*evaluate|evaluate[^]*train/);
  await workbench.picture("36-call-hierarchy");
  await page.keyboard.press("Escape");
});

test("all of it can be read on a light ground", async () => {
  await workbench.command("Preferences: Toggle between Light/Dark Themes");
  await workbench.page.locator(".monaco-workbench.vs").waitFor();
  expect(await squiggles()).toBe(0);
  await workbench.picture("37-light");
});
