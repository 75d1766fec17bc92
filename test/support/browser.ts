import { chromium, type Browser } from "playwright-core";
import { ensureBrowser } from "../../scripts/setup/chromium.mjs";

/** Switches that keep a browser in a closed network from looking for the outside. */
const quietSwitches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chrome, Chromium or Edge of this machine. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await ensureBrowser(console.log);
  return chromium.launch({ executablePath, args: quietSwitches });
}
