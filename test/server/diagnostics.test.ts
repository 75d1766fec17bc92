import { DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver-types";
import { expect, test } from "vitest";
import { quickFixes } from "../../server/src/features/code-actions.ts";
import { diagnose } from "../../server/src/features/diagnostics.ts";
import { contextAt } from "../support/feature-context.ts";

const broken = "stages:\n  a:\n    cmd: x ${no}\n";

test("a comment silences a rule, and one that silences nothing is faded", () => {
  const silent = broken.replace("    cmd", "    # trainyard-disable-next-line dvc/interp-unknown\n    cmd");
  expect(diagnose(contextAt({ "dvc.yaml": silent }).context)).toEqual([]);
  const { context } = contextAt({ "dvc.yaml": "# trainyard-disable-file dvc/cycle\n" });
  expect(diagnose(context)).toMatchObject([
    { code: "lint/unused-suppression", tags: [DiagnosticTag.Unnecessary] },
  ]);
});

test("rules have the levels of the settings", () => {
  const { context } = contextAt({ "dvc.yaml": broken });
  expect(diagnose({ ...context, levels: { "dvc/*": "off" } })).toEqual([]);
  expect(diagnose({ ...context, levels: { "dvc/interp-unknown": "hint" } })).toMatchObject([
    { code: "dvc/interp-unknown", severity: DiagnosticSeverity.Hint },
  ]);
});

test("every diagnostic can be silenced", () => {
  const { context } = contextAt({ "dvc.yaml": broken });
  expect(quickFixes(context, diagnose(context)).map(({ title }) => title)).toEqual([
    "Disable dvc/interp-unknown for this line",
    "Disable dvc/interp-unknown in this file",
  ]);
});

test("a fix makes the file that is missing", () => {
  const { context } = contextAt({ "dvc.yaml": "vars: [conf.yaml]\nstages: {}\n" });
  const [fix] = quickFixes(context, diagnose(context));
  expect(fix?.edit?.documentChanges).toMatchObject([
    { kind: "create", uri: "file:///repository/conf.yaml" },
    { textDocument: { uri: "file:///repository/conf.yaml" }, edits: [{ newText: "{}\n" }] },
  ]);
});
