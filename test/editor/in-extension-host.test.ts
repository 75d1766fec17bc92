import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { expect, test } from "vitest";
import { build } from "../../scripts/build.mjs";
import { buildEditorSuite } from "../../scripts/editor-suite.mjs";
import { createSample } from "../../scripts/setup/sample.mjs";
import { startVsCodeServer } from "../../scripts/setup/vscode-server.mjs";
import { openBrowser } from "../support/browser.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import type { SuiteResult } from "./suite/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs the mocha suite once, in a code-server of its own, and gives what each test said. */
async function runSuite(): Promise<readonly SuiteResult[]> {
  await build();
  const suite = await buildEditorSuite();
  const { folder: temp, remove } = await makeTempFolder();
  const sample = path.join(temp, "digits");
  await createSample(root, sample);
  const report = path.join(temp, "report.json");
  const server = await startVsCodeServer({ temp, environment: { TRAINYARD_TEST_REPORT: report } });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(
      server.address(sample, [
        ["extensionDevelopmentPath", server.uri(root)],
        ["extensionTestsPath", server.uri(suite)],
        ["skipWelcome", "true"],
      ]),
    );
    return JSON.parse(await untilWritten(report)) as readonly SuiteResult[];
  } finally {
    await browser.close();
    await server.stop();
    await remove();
  }
}

async function untilWritten(file: string): Promise<string> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text !== "") return text;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The suite inside VS Code did not report within two minutes.");
}

// Collected before the tests are declared, so that each mocha test is a test of this tier too.
const results = await runSuite();

test("the suite ran", () => {
  expect(results.length).toBeGreaterThan(0);
});

test.each(results.map((result) => [result.title, result] as const))("%s", (_, result) => {
  if (result.error !== undefined) throw new Error(result.error);
});
