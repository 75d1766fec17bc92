import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";

const screenshots = fileURLToPath(new URL("../../out/screenshots/editor", import.meta.url));

/** A VS Code window, used the way a person uses it. */
export interface Workbench {
  readonly page: Page;
  /** Opens the palette, types, and takes the first command that fits. */
  command(title: string): Promise<void>;
  /** Clicks an icon of the activity bar. */
  showContainer(name: string): Promise<void>;
  /** A row of any tree, by a part of its text. */
  treeRow(text: string): Locator;
  /** Opens the menu of a row and takes an item of it. */
  menu(row: string, item: string): Promise<void>;
  /** The list or the box at the top of the window. */
  readonly quickInput: Locator;
  /** The content of the only webview. VS Code nests two frames. */
  readonly webview: FrameLocator;
  /** Keeps a picture under `out/screenshots/editor`. */
  picture(name: string): Promise<void>;
}

/** Waits for the window and gives the means to use it. */
export async function openWorkbench(page: Page, address: string): Promise<Workbench> {
  await page.goto(address);
  await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 60_000 });
  await page.locator(".activitybar").waitFor();
  mkdirSync(screenshots, { recursive: true });
  const quickInput = page.locator(".quick-input-widget");
  const box = quickInput.locator(".quick-input-box input");
  const treeRow = (text: string): Locator =>
    page.locator(".sidebar .monaco-list-row", { hasText: text }).first();
  return {
    page,
    quickInput,
    treeRow,
    webview: page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame"),
    menu: async (row, item) => {
      await treeRow(row).click({ button: "right" });
      const entry = page.getByRole("menuitem", { name: item });
      // Just after it opened a menu takes no click, in case the button that opened it is still on its way up.
      await entry.click({ delay: 300 });
      await entry.waitFor({ state: "hidden" });
    },
    command: async (title) => {
      await page.keyboard.press("F1");
      await box.waitFor();
      await box.fill(`>${title}`);
      await quickInput.locator(".monaco-list-row", { hasText: title }).first().click();
    },
    showContainer: (name) =>
      page.locator(`.activitybar .action-label[aria-label*="${name}"]`).first().click(),
    picture: async (name) => {
      await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
    },
  };
}
