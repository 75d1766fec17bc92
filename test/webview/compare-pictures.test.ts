import { mkdir } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { emptySnapshot, sampleCurves, sampleSnapshot } from "../support/compare-sample.ts";
import { dark, highContrast, light } from "../support/vscode-themes.ts";
import { openWebview, serveWebview, type WebviewServer } from "../support/webview-page.ts";

/** Pictures to look at, in out/screenshots. The test itself checks that nothing complains in any theme. */
const folder = "out/screenshots";
const ticked = ["exp-brisk-otter", "exp-calm-heron", "exp-dry-maple", "exp-hasty-ibex"];

let browser: Browser;
let server: WebviewServer;
beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  [browser, server] = await Promise.all([openBrowser(), serveWebview("compare")]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test.each([
  ["dark", dark],
  ["light", light],
  ["high-contrast", highContrast],
] as const)("compare view in %s", async (name, theme) => {
  const { page, post, complaints } = await openWebview(browser, server, theme, { timezoneId: "UTC" });
  await post(sampleSnapshot(ticked));
  await page.screenshot({ path: `${folder}/compare-${name}.png` });
  await post(emptySnapshot());
  await page.screenshot({ path: `${folder}/compare-${name}-empty.png` });
  expect(complaints).toEqual([]);
});

test("live curves, smoothed, with the values at the pointer", async () => {
  const { page, post, complaints } = await openWebview(browser, server, dark, { timezoneId: "UTC" });
  await post(sampleSnapshot(["exp-calm-heron"]));
  const tick = sampleSnapshot(["exp-calm-heron", "exp-brisk-otter"]);
  const live = sampleCurves("exp-brisk-otter").map((curve) => ({
    ...curve,
    x: curve.x.slice(0, 60),
    y: curve.y.slice(0, 60),
    total: 60,
  }));
  await post({ ...tick, curves: [...sampleCurves("exp-calm-heron"), ...live] });
  for (let at = 60; at < 118; at++) {
    await post(
      ...sampleCurves("exp-brisk-otter").map(({ row, chart, x, y }) => ({
        type: "points",
        row,
        chart,
        from: at,
        x: x.slice(at, at + 1),
        y: y.slice(at, at + 1),
      })),
    );
  }
  await page.getByRole("slider", { name: "Smoothing" }).fill("0.8");
  const plot = page.getByRole("img", { name: /^train\/loss/ });
  await plot.hover({ position: { x: 120, y: 60 } });
  await page.screenshot({ path: `${folder}/compare-live.png` });
  expect(complaints).toEqual([]);
});

test("loading, failure and forced colours", async () => {
  const { page, post, complaints } = await openWebview(browser, server, dark);
  await page.screenshot({ path: `${folder}/compare-loading.png` });
  await post({ type: "failure", message: "Git was not found. Install Git, then try again." });
  await page.screenshot({ path: `${folder}/compare-failure.png` });
  await page.emulateMedia({ forcedColors: "active" });
  await post(sampleSnapshot(ticked));
  await page.screenshot({ path: `${folder}/compare-forced-colors.png` });
  expect(complaints).toEqual([]);
});
