import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { largeSnapshot, sampleCurves, sampleSnapshot } from "../support/compare-sample.ts";
import { dark, light } from "../support/vscode-themes.ts";
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

async function openTicked(...ticked: readonly string[]): Promise<WebviewPage> {
  const view = await openWebview(browser, server, dark);
  await view.post(sampleSnapshot(ticked));
  return view;
}

/** What the first chart shows, as one number a picture. */
function picture(page: Page): Promise<number> {
  return page
    .locator(".plot canvas")
    .first()
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let hash = 0;
      for (const value of pixels) hash = (hash * 31 + value) | 0;
      return hash;
    });
}

const nextPoint = (from: number, count = 1) => ({
  type: "points",
  row: "exp-brisk-otter",
  chart: "train/accuracy",
  from,
  x: Array.from({ length: count }, (_, at) => from + at),
  y: Array.from({ length: count }, () => 0.5),
});

test("draws one chart a name, the curves of all ticked rows in each", async () => {
  const { page, complaints } = await openTicked("exp-brisk-otter", "exp-calm-heron");
  expect(await page.locator(".chart-name").allTextContents()).toEqual([
    "train/accuracy",
    "train/loss",
    "val/accuracy",
    "val/loss",
  ]);
  const label = await page.locator(".plot").first().getAttribute("aria-label");
  expect(label).toMatch(/^train\/accuracy: brisk-otter .* at step 399; calm-heron .* at step 399$/);
  expect(complaints).toEqual([]);
});

test("a new point reaches the screen without a new chart", async () => {
  const { page, post } = await openTicked("exp-brisk-otter");
  const before = await picture(page);
  await page
    .locator(".plot canvas")
    .first()
    .evaluate((canvas) => canvas.setAttribute("data-seen", "yes"));
  const times = await page.evaluate(
    async (patches) => {
      const took: number[] = [];
      let drawn = 0;
      const context = document.querySelector("canvas")?.getContext("2d");
      if (!context) throw new Error("There is no chart.");
      const stroke = context.stroke.bind(context);
      context.stroke = () => {
        drawn = performance.now();
        stroke();
      };
      for (const patch of patches) {
        const start = performance.now();
        window.postMessage(patch, "*");
        drawn = 0;
        while (drawn === 0) await new Promise((done) => requestAnimationFrame(done));
        took.push(drawn - start);
      }
      return took.toSorted((a, b) => a - b);
    },
    Array.from({ length: 40 }, (_, at) => nextPoint(400 + at)),
  );
  console.log(
    `A point is drawn ${times[20]?.toFixed(1)} ms after its message (median of 40; slowest ${times.at(-1)?.toFixed(1)} ms).`,
  );
  expect(await picture(page)).not.toBe(before);
  expect(await page.locator(".plot canvas").first().getAttribute("data-seen")).toBe("yes");
  expect(await page.locator(".plot").first().getAttribute("aria-label")).toContain("0.5 at step 439");
  await post(nextPoint(440));
  expect(await page.locator(".plot").first().getAttribute("aria-label")).toContain("0.5 at step 440");
});

test("asks once for curves when points are missing, and goes on with the answer", async () => {
  const { page, post, sent } = await openTicked("exp-brisk-otter");
  await post(nextPoint(402), nextPoint(403));
  expect((await sent()).slice(1)).toEqual([{ type: "curves", row: "exp-brisk-otter" }]);
  const curves = sampleCurves("exp-brisk-otter", 404);
  await post({ type: "curves", row: "exp-brisk-otter", curves }, nextPoint(404));
  expect(await page.locator(".plot").first().getAttribute("aria-label")).toContain("0.5 at step 404");
});

test("says when points are left out", async () => {
  const { page, post } = await openTicked("exp-brisk-otter");
  const curves = sampleCurves("exp-brisk-otter").map((curve) => ({ ...curve, total: 12_345 }));
  await post({ type: "curves", row: "exp-brisk-otter", curves });
  expect(await page.locator(".chart-note").first().textContent()).toBe("showing 400 of 12,345 points");
});

test("smoothing, the log scale and the theme redraw the charts", async () => {
  const { page, setTheme } = await openTicked("exp-brisk-otter");
  const settled = () => page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
  const seen = [await picture(page)];
  await page.getByRole("slider", { name: "Smoothing" }).fill("0.9");
  await settled();
  seen.push(await picture(page));
  await page.getByText("Log scale").click();
  await settled();
  seen.push(await picture(page));
  await setTheme(light);
  await settled();
  seen.push(await picture(page));
  expect(new Set(seen).size).toBe(4);
});

test("shows the values at the pointer and, with the arrow keys, at a step", async () => {
  const { page } = await openTicked("exp-brisk-otter", "exp-calm-heron");
  const plot = page.locator(".plot").first();
  await plot.hover({ position: { x: 200, y: 80 } });
  expect(await page.locator(".tooltip").textContent()).toMatch(/^Step \d+/);
  await page.mouse.move(5, 5);
  expect(await page.locator(".tooltip").count()).toBe(0);
  await plot.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect(await page.locator(".tooltip-step").textContent()).toBe("Step 1");
  expect(await page.locator(".tooltip-name").count()).toBe(2);
  await page.keyboard.press("Escape");
  expect(await page.locator(".tooltip").count()).toBe(0);
});

test("a table of 1,000 rows and 50 columns costs what is in sight", async () => {
  const { page, complaints } = await openWebview(browser, server, dark);
  // The view's time begins when the browser has read the message, which takes it longer than the view needs to show it.
  await page.addInitScript(() => {
    window.addEventListener("message", (event) => {
      performance.mark("arrived", { detail: typeof event.data });
    });
  });
  await page.reload();
  const snapshot = largeSnapshot(1000, 50);
  const first = await page.evaluate(async (message) => {
    window.postMessage(message, "*");
    while (document.querySelector(".row") === null) await new Promise((done) => setTimeout(done));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.measure("first", "arrived").duration;
  }, snapshot);
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  const changed = snapshot.rows[3];
  const column = snapshot.columns[0]?.id ?? "";
  const { touched, took } = await page.evaluate(
    async (patch) => {
      const rows = new Set<Element>();
      const observer = new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const row = element?.closest(".row");
          if (row) rows.add(row);
        }
      });
      observer.observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
      const start = performance.now();
      window.postMessage(patch, "*");
      while (rows.size === 0) await new Promise((done) => setTimeout(done));
      const end = performance.now();
      await new Promise((done) => setTimeout(done, 100));
      return { touched: rows.size, took: end - start };
    },
    {
      type: "rows",
      put: [{ ...changed, cells: { ...changed?.cells, [column]: { text: "0.12345", number: 0.12345 } } }],
      gone: [],
    },
  );
  await page.locator(".table").evaluate((table) => table.scrollTo(2000, 12_000));
  await page.waitForTimeout(100);
  const scrolled = await page.evaluate(() => document.querySelectorAll("*").length);
  console.log(
    `1,000 x 50: drawn after ${first.toFixed(0)} ms with ${nodes} elements; a changed cell is in the page after ${took.toFixed(1)} ms.`,
  );
  expect(touched).toBe(1);
  expect(nodes).toBeLessThan(2000);
  expect(scrolled).toBeLessThan(2000);
  expect(complaints).toEqual([]);
});
