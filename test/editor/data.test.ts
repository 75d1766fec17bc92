import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openSample, type OpenedSample } from "../support/opened-sample.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * Tracked data in a real VS Code, from the Explorer, the Pipeline view and the palette. The tests are the steps of one
 * journey: each starts where the one before ended.
 */
let opened: OpenedSample;
let workbench: Workbench;

beforeAll(async () => {
  opened = await openSample({
    prepare: withImages,
    settings: { "workbench.colorTheme": "Default Light Modern" },
  });
  ({ workbench } = opened);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await workbench?.picture(`failed: ${task.name}`.replaceAll(/\W+/g, "-"));
});

afterAll(() => opened?.close());

const at = (...names: readonly string[]): string => path.join(opened.sample, ...names);

async function withImages(sample: string): Promise<void> {
  await mkdir(path.join(sample, "images"));
  for (const name of ["one", "two", "three"]) {
    await writeFile(path.join(sample, "images", `${name}.png`), name);
  }
  const remote = "[core]\n    remote = store\n['remote \"store\"']\n    url = ../../store\n";
  await writeFile(path.join(sample, ".dvc", "config"), remote);
}

const statusBar = () => workbench.page.locator(".statusbar").innerText();
const row = () => workbench.treeRow("images.dvc").innerText();

/** A message to the user. While it is driven by a test, VS Code shows messages in their center only. */
async function notification(text: string): Promise<Locator> {
  await workbench.command("Notifications: Show Notifications");
  return workbench.page.locator(".notifications-center .notification-list-item", { hasText: text });
}

test("a folder is tracked from the Explorer", async () => {
  await workbench.showContainer("Trainyard");
  await workbench.treeRow("prepare").waitFor({ timeout: 20_000 });
  await workbench.showContainer("Explorer");
  await workbench.menu("images", "Track Data…");
  await expect.poll(statusBar, { timeout: 20_000 }).toContain("Tracked images");
  expect(await readFile(at("images.dvc"), "utf8")).toContain("nfiles: 3");
});

test("the Pipeline view shows it, and what changes in it", async () => {
  await workbench.showContainer("Trainyard");
  await workbench.treeRow("images.dvc").waitFor({ timeout: 20_000 });
  await writeFile(at("images", "one.png"), "another one");
  await expect.poll(row, { timeout: 20_000 }).toContain("changed");
  await workbench.picture("20-data-changed");
});

test("what changed is recorded from its menu", async () => {
  await workbench.menu("images.dvc", "Record Data");
  await expect.poll(statusBar, { timeout: 20_000 }).toContain("Recorded images");
  await expect.poll(row, { timeout: 20_000 }).not.toContain("changed");
});

test("what is lost is restored, and what only the workspace has is not replaced", async () => {
  await rm(at("images", "two.png"));
  await expect.poll(row, { timeout: 20_000 }).toContain("changed");
  await workbench.menu("images.dvc", "Restore Recorded Data");
  await expect.poll(() => readdir(at("images"))).toContain("two.png");

  await writeFile(at("images", "three.png"), "in no cache");
  await expect.poll(row, { timeout: 20_000 }).toContain("changed");
  await workbench.menu("images.dvc", "Restore Recorded Data");
  await (await notification("images")).waitFor();
  await workbench.picture("21-data-refused");
  expect(await readFile(at("images", "three.png"), "utf8")).toBe("in no cache");
  await workbench.command("Notifications: Clear All Notifications");
  await workbench.menu("images.dvc", "Record Data");
  await expect.poll(row, { timeout: 20_000 }).not.toContain("changed");
});

test("the remote gets it, and gives it back", async () => {
  await workbench.command("Trainyard: Push Data");
  await expect.poll(statusBar, { timeout: 20_000 }).toMatch(/Pushed \d files/);
  await rm(at("images"), { recursive: true });
  await rm(at(".dvc", "cache"), { recursive: true });
  await expect.poll(row, { timeout: 20_000 }).toContain("not in the cache");
  await workbench.treeRow("images.dvc").hover();
  await workbench.picture("22-data-missing");
  await workbench.menu("images.dvc", "Pull Data");
  await expect.poll(statusBar, { timeout: 20_000 }).toMatch(/Pulled \d files/);
  expect((await readdir(at("images"))).toSorted()).toEqual(["one.png", "three.png", "two.png"]);
});

test("a remote that is away is told of in a sentence", async () => {
  await rm(at("..", "store"), { recursive: true });
  await rm(at("images"), { recursive: true });
  await rm(at(".dvc", "cache"), { recursive: true });
  await workbench.command("Trainyard: Pull Data");
  await (await notification("cannot be reached")).waitFor();
  await workbench.picture("23-remote-away");
});

test("a repository with tracked data alone, and no pipeline, is shown too", async () => {
  await rm(at("dvc.yaml"));
  await rm(at("dvc.lock"), { force: true });
  const loaded = workbench.page.waitForEvent("load");
  await workbench.command("Developer: Reload Window");
  await loaded;
  await workbench.page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 60_000 });
  await workbench.showContainer("Trainyard");
  await expect.poll(row, { timeout: 30_000 }).toContain("not in the cache");
  await workbench.picture("24-data-alone");
});
