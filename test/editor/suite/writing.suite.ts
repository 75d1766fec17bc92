import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, fileInWorkspace } from "./workspace.ts";

async function openPipeline(): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileInWorkspace("dvc.yaml"));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Asks VS Code what its providers say, until they say something. */
async function ask<T extends { readonly length: number }>(
  command: string,
  ...request: readonly unknown[]
): Promise<T> {
  return eventually(command, async () => {
    const found = await vscode.commands.executeCommand<T | undefined>(command, ...request);
    return found !== undefined && found.length > 0 ? found : undefined;
  });
}

function middleOf(document: vscode.TextDocument, text: string): vscode.Position {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${document.uri.path} does not contain '${text}'`);
  return document.positionAt(start + Math.floor(text.length / 2));
}

describe("writing a pipeline in VS Code", () => {
  it("renames a parameter in every file", async () => {
    const document = await openPipeline();
    const edit = await eventually("the edit of a rename", async () =>
      vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
        "vscode.executeDocumentRenameProvider",
        document.uri,
        middleOf(document, ".momentum}"),
        "inertia",
      ),
    );
    const files = edit.entries().map(([uri]) => uri.path.slice(uri.path.lastIndexOf("/") + 1));
    assert.deepEqual(files.toSorted(), ["dvc.yaml", "params.yaml"]);
  });

  it("says above a stage what it is, and runs it from there", async () => {
    const document = await openPipeline();
    const lenses = await ask<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri);
    const commands = lenses.map(({ command }) => command?.command);
    assert.ok(commands.includes("trainyard.stage.run"), commands.join(", "));
    const titles = lenses.map(({ command }) => command?.title);
    assert.ok(titles.includes("1 consumer") || titles.includes("2 consumers"), titles.join(", "));
  });

  it("walks from a stage to those that need it", async () => {
    const document = await openPipeline();
    const [item] = await ask<vscode.CallHierarchyItem[]>(
      "vscode.prepareCallHierarchy",
      document.uri,
      middleOf(document, "\n  prepare:"),
    );
    const calls = await ask<vscode.CallHierarchyIncomingCall[]>("vscode.provideIncomingCalls", item);
    assert.deepEqual(
      calls.map(({ from }) => from.name),
      ["train", "evaluate"],
    );
  });

  it("shows values, colours, folds and symbols", async () => {
    const document = await openPipeline();
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await ask<vscode.InlayHint[]>("vscode.executeInlayHintProvider", document.uri, whole);
    assert.ok(hints.some(({ label }) => label === "models/digits.json"));
    const tokens = await eventually("semantic tokens", async () =>
      vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
        "vscode.provideDocumentSemanticTokens",
        document.uri,
      ),
    );
    assert.ok(tokens.data.length > 0);
    const folds = await ask<vscode.FoldingRange[]>("vscode.executeFoldingRangeProvider", document.uri);
    assert.ok(folds.length > 5);
    const symbols = await ask<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", "evalu");
    assert.ok(symbols.some(({ name }) => name === "evaluate"));
  });

  it("shows the pipeline as DVC resolves it", async () => {
    await openPipeline();
    await vscode.commands.executeCommand("trainyard.pipeline.showResolved");
    const text = await eventually("the resolved dvc.yaml", () => {
      const shown = vscode.window.activeTextEditor?.document;
      return shown?.uri.scheme === "trainyard-resolved" ? shown.getText() : undefined;
    });
    assert.match(text, /outs:\n {4}- models\/digits\.json/);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
});
