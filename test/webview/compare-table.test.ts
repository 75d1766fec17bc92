import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { emptySnapshot, sampleSnapshot } from "../support/compare-sample.ts";
import { dark } from "../support/vscode-themes.ts";
import { openWebview, serveWebview, type WebviewPage, type WebviewServer } from "../support/webview-page.ts";

let browser: Browser;
let server: WebviewServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), serveWebview("compare")]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function openSample(ticked: readonly string[] = []): Promise<WebviewPage> {
  const view = await openWebview(browser, server, dark);
  await view.post(sampleSnapshot(ticked));
  return view;
}

/** Names in the order in which they are on the screen. */
async function shownNames(page: Page): Promise<readonly string[]> {
  const rows = await page.locator(".row").evaluateAll((elements) =>
    elements
      .map((element) => ({
        top: element.getBoundingClientRect().top,
        name: element.querySelector(".label")?.textContent ?? "",
      }))
      .toSorted((a, b) => a.top - b.top),
  );
  return rows.map(({ name }) => name);
}

const headings = (page: Page) => page.locator(".heading .heading-text").allTextContents();

/** Where the focus is: the row's name and the column's heading. */
async function focusPlace(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute("data-place") ?? "none");
}

test("says that it is ready, and shows that it waits", async () => {
  const { page, sent } = await openWebview(browser, server, dark);
  expect(await sent()).toEqual([{ type: "ready" }]);
  await expect(page.getByText("Reading experiments").isVisible()).resolves.toBe(true);
});

test("shows baselines with their experiments, states in words, and the best value", async () => {
  const { page } = await openSample();
  expect((await shownNames(page)).slice(0, 5)).toEqual([
    "workspace",
    "main",
    "brisk-otter",
    "calm-heron",
    "dry-maple",
  ]);
  const failed = page.getByRole("row", { name: /faint-comet/ });
  expect(await failed.textContent()).toContain("Failed: stage 'train' exited with code 1");
  expect(await failed.getAttribute("aria-level")).toBe("2");
  const best = page.locator(".cell.best");
  expect(await best.count()).toBe(1);
  expect(await best.textContent()).toContain("0.95218");
});

test("aligns the numbers of a column", async () => {
  const { page } = await openSample();
  const rights = await page.locator('[data-place$=":4"]').evaluateAll((cells) =>
    cells
      .filter((cell) => cell.textContent !== "")
      .map((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return { right: Math.round(range.getBoundingClientRect().right), text: cell.textContent ?? "" };
      }),
  );
  expect(new Set(rights.slice(1).map(({ right }) => right)).size).toBe(1);
  expect(rights.slice(1).every(({ text }) => /\.\d{5}$/.test(text))).toBe(true);
});

test("sorts by a heading: ascending, descending, and back", async () => {
  const { page } = await openSample();
  const heading = page.getByRole("columnheader", { name: /^val.accuracy/ });
  await heading.click();
  expect(await heading.getAttribute("aria-sort")).toBe("ascending");
  await heading.click();
  expect(await heading.getAttribute("aria-sort")).toBe("descending");
  expect((await shownNames(page)).slice(0, 3)).toEqual(["workspace", "main", "eager-finch"]);
  await heading.click();
  expect(await heading.getAttribute("aria-sort")).toBe("none");
  expect((await shownNames(page))[2]).toBe("brisk-otter");
});

test("hides columns that are equal in all rows, and single ones, and brings them back", async () => {
  const { page } = await openSample();
  const all = await headings(page);
  await page.getByText("Only changed").click();
  const changed = await headings(page);
  expect(all).toContain("train.epochs");
  expect(changed).not.toContain("train.epochs");
  expect(changed).toContain("train.lr");
  await page.getByText("Only changed").click();

  await page.getByRole("columnheader", { name: /^loss/ }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Hide Column" }).click();
  expect(await headings(page)).not.toContain("loss");
  await page.getByText("Columns (1 hidden)").click();
  await page.getByRole("menuitemcheckbox", { name: "loss", exact: true }).click();
  await page.keyboard.press("Escape");
  expect(await headings(page)).toContain("loss");
});

test("filters by name, state and values, and says how many are left", async () => {
  const { page } = await openSample();
  await page.getByPlaceholder(/Filter/).fill("no-such-thing");
  expect(await page.getByText("No rows match").count()).toBe(1);
  await page.getByPlaceholder(/Filter/).fill("finished batch_size=128");
  const names = await shownNames(page);
  expect(names).toContain("calm-heron");
  expect(names).not.toContain("eager-finch");
  expect(await page.locator(".count").textContent()).toMatch(/^\d+ of 12 experiments$/);
});

test("ticking tells the host and gives a colour that stays", async () => {
  const { page, sent } = await openSample();
  await page.getByRole("checkbox", { name: /calm-heron/ }).click();
  await page.getByRole("checkbox", { name: /dry-maple/ }).click();
  await page.getByRole("checkbox", { name: /calm-heron/ }).click();
  expect((await sent()).slice(1)).toEqual([
    { type: "tick", ids: ["exp-calm-heron"] },
    { type: "tick", ids: ["exp-calm-heron", "exp-dry-maple"] },
    { type: "tick", ids: ["exp-dry-maple"] },
  ]);
  const swatch = page.getByRole("row", { name: /dry-maple/ }).locator(".swatch");
  expect(await swatch.getAttribute("class")).toContain("series-2");
});

test("offers what the state of a row allows", async () => {
  const { page, sent } = await openSample();
  await page.getByRole("row", { name: /brisk-otter/ }).click({ button: "right" });
  expect(await page.getByRole("menuitem").allTextContents()).toEqual(["Show Log", "Stop"]);
  await page.getByRole("menuitem", { name: "Stop" }).click();
  const row = page.getByRole("row", { name: /calm-heron/ });
  await row.hover();
  await row.getByRole("button", { name: "Actions for calm-heron" }).click();
  await page.getByRole("menuitem", { name: "Register Model…" }).click();
  expect((await sent()).slice(1)).toEqual([
    { type: "act", action: "stop", row: "exp-brisk-otter" },
    { type: "act", action: "register", row: "exp-calm-heron" },
  ]);
});

test("works with the keyboard alone", async () => {
  const { page, sent } = await openSample();
  await page.locator('[data-place="0:0"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  expect(await focusPlace(page)).toBe("2:0");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Show Log");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await focusPlace(page)).toBe("2:0");
  expect((await sent()).slice(1)).toEqual([
    { type: "tick", ids: ["exp-brisk-otter"] },
    { type: "act", action: "stop", row: "exp-brisk-otter" },
  ]);
  await page.keyboard.press("End");
  expect(await focusPlace(page)).toBe("2:14");
  await page.keyboard.press("Control+End");
  expect(await focusPlace(page)).toBe("14:14");
  const inSight = await page.evaluate(() => {
    const cell = document.activeElement?.getBoundingClientRect();
    const table = document.querySelector(".table")?.getBoundingClientRect();
    return (
      cell && table && cell.bottom <= table.bottom && cell.right <= table.right && cell.left > table.left
    );
  });
  expect(inSight).toBe(true);
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowUp");
  expect(await focusPlace(page)).toBe("-1:0");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  expect(await page.getByRole("columnheader", { name: "Created" }).getAttribute("aria-sort")).toBe(
    "ascending",
  );
});

test("folds a baseline with the arrows, and goes from an experiment to its baseline", async () => {
  const { page } = await openSample();
  await page.locator('[data-place="3:0"]').focus();
  await page.keyboard.press("ArrowLeft");
  expect(await focusPlace(page)).toBe("1:0");
  await page.keyboard.press("ArrowLeft");
  expect(await page.getByRole("row", { name: /main/ }).getAttribute("aria-expanded")).toBe("false");
  expect((await shownNames(page)).slice(0, 3)).toEqual(["workspace", "main", "v1.2.0"]);
  await page.keyboard.press("ArrowRight");
  expect((await shownNames(page))[2]).toBe("brisk-otter");
});

test("keeps its state through a reload", async () => {
  const { page, post, sent } = await openSample();
  await page.getByText("Only changed").click();
  await page.getByRole("columnheader", { name: /^accuracy/ }).click();
  await page.getByRole("checkbox", { name: /calm-heron/ }).click();
  await page.getByRole("checkbox", { name: /dry-maple/ }).click();
  await page.getByRole("checkbox", { name: /calm-heron/ }).click();
  await page.reload();
  expect(await sent()).toEqual([{ type: "ready" }]);
  await post(sampleSnapshot(["exp-dry-maple"]));
  expect(await headings(page)).not.toContain("train.epochs");
  expect(await page.getByRole("columnheader", { name: /^accuracy/ }).getAttribute("aria-sort")).toBe(
    "ascending",
  );
  const row = page.getByRole("row", { name: /dry-maple/ });
  expect(await row.getAttribute("aria-selected")).toBe("true");
  expect(await row.locator(".swatch").getAttribute("class")).toContain("series-2");
});

test("resizes a column with the keyboard and with the pointer", async () => {
  const { page } = await openSample();
  const heading = page.getByRole("columnheader", { name: /^accuracy/ });
  const width = async () => Math.round((await heading.boundingBox())?.width ?? 0);
  const before = await width();
  await heading.focus();
  await page.keyboard.press("Alt+ArrowRight");
  expect(await width()).toBe(before + 16);
  const box = await heading.boundingBox();
  if (box === null) throw new Error("The heading is not in sight.");
  await page.mouse.move(box.x + box.width - 3, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 37, box.y + 10);
  await page.mouse.up();
  expect(await width()).toBe(before + 56);
  expect(await heading.getAttribute("aria-sort")).toBe("none");
});

test("a project without experiments says the next step", async () => {
  const { page, post, sent } = await openWebview(browser, server, dark);
  await post(emptySnapshot());
  await page.getByText("No experiments yet").waitFor();
  await page.getByText("Run Experiment").click();
  expect((await sent()).at(-1)).toEqual({ type: "run" });
});

test("a failure is said, and can be tried again or dismissed", async () => {
  const { page, post, sent } = await openWebview(browser, server, dark);
  await post({ type: "failure", message: "Git was not found." });
  await page.getByText("Git was not found.").waitFor();
  await page.getByText("Try Again").click();
  expect(await sent()).toEqual([{ type: "ready" }, { type: "ready" }]);
  await post(sampleSnapshot(), { type: "failure", message: "The lock is held." });
  await page.getByText("The lock is held.").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  expect(await page.getByText("The lock is held.").count()).toBe(0);
});

test("refuses a message that it does not understand", async () => {
  const { page, post } = await openSample();
  await post({ type: "rows", put: [{ id: 1 }], gone: [] });
  await page.getByText(/does not understand/).waitFor();
  expect((await shownNames(page))[2]).toBe("brisk-otter");
});

test("a run that becomes a commit keeps its tick and its colour", async () => {
  const { page, post } = await openSample(["exp-calm-heron", "exp-brisk-otter"]);
  const run = sampleSnapshot().rows.find((row) => row.id === "exp-brisk-otter");
  await post({
    type: "rows",
    put: [{ ...run, id: "abc1234", replaces: "exp-brisk-otter", state: "success" }],
    gone: ["exp-brisk-otter"],
  });
  const row = page.getByRole("row", { name: /brisk-otter/ });
  expect(await row.count()).toBe(1);
  expect(await row.getAttribute("aria-selected")).toBe("true");
  expect(await row.locator(".swatch").getAttribute("class")).toContain("series-2");
  expect((await shownNames(page))[2]).toBe("brisk-otter");
});
