import { writeFile } from "node:fs/promises";
import path from "node:path";
import Mocha from "mocha";

/** One mocha test as the report keeps it: the tier's own runner shows each of them. */
export interface SuiteResult {
  readonly title: string;
  readonly error?: string;
}

/**
 * Entry point that VS Code calls inside the extension host, in code-server as in `@vscode/test-electron`.
 * The report goes to the file that `TRAINYARD_TEST_REPORT` names, because a web workbench has no exit code.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000 });
  mocha.addFile(path.join(__dirname, "suites.cjs"));
  const results: SuiteResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => results.push({ title: test.fullTitle() }));
    runner.on("fail", (test, error: Error) =>
      results.push({ title: test.fullTitle(), error: error.stack ?? error.message }),
    );
  });
  const report = process.env["TRAINYARD_TEST_REPORT"];
  if (report !== undefined) await writeFile(report, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
