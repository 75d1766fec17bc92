// A browser for tests and pictures: one that is installed, or Debian's, where apt may be used.
import { existsSync } from "node:fs";
import path from "node:path";
import { answers, run, SetupError } from "./process.mjs";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "msedge",
  "microsoft-edge",
];

const places = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"],
};

/** Absolute path of an installed Chrome, Chromium or Edge, or undefined; `TRAINYARD_BROWSER` overrides the search. */
function findBrowser() {
  const own = process.env["TRAINYARD_BROWSER"];
  if (own) return existsSync(own) ? own : undefined;
  return [...onPath(), ...inPlaces()].find((file) => existsSync(file));
}

function onPath() {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name + suffix)));
}

function inPlaces() {
  if (process.platform === "darwin") return places.darwin;
  if (process.platform !== "win32") return [];
  const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) => process.env[name] ?? "");
  return roots.filter(Boolean).flatMap((root) => places.win32.map((file) => path.join(root, file)));
}

/**
 * Finds a browser, installing Debian's package when this is root on a machine with apt.
 * @param {(line: string) => void} say
 * @returns {Promise<string>} absolute path
 */
export async function ensureBrowser(say) {
  const found = findBrowser();
  if (found) return found;
  if (process.platform === "linux" && process.getuid?.() === 0 && answers("apt-get")) {
    say("Installing Chromium with apt-get ...");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update"], { env });
    const installed = await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
    const browser = findBrowser();
    if (installed.code === 0 && browser) return browser;
  }
  throw new SetupError(
    "No browser found: install Chrome, Chromium or Edge, or name one in TRAINYARD_BROWSER.",
  );
}
