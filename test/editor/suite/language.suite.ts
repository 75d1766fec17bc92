import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, fileInWorkspace } from "./workspace.ts";

/** Shows dvc.yaml with one piece of its text replaced, without saving it. */
async function editPipeline(from: string, to: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileInWorkspace("dvc.yaml"));
  const editor = await vscode.window.showTextDocument(document);
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, `dvc.yaml does not contain '${from}'`);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
  await editor.edit((edit) => edit.replace(range, to));
  return document;
}

async function revert(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

async function diagnostic(document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> {
  return eventually(`the diagnostic ${code}`, () =>
    vscode.languages.getDiagnostics(document.uri).find((found) => codeOf(found) === code),
  );
}

function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${document.uri.path} does not contain '${text}'`);
  return document.positionAt(start + Math.floor(text.length / 2));
}

describe("the language server in VS Code", () => {
  // In a browser VS Code saves after a second by itself, and what is saved cannot be reverted.
  before(() =>
    vscode.workspace.getConfiguration("files").update("autoSave", "off", vscode.ConfigurationTarget.Global),
  );
  afterEach(revert);

  it("underlines an unknown key and offers the right one", async () => {
    const document = await editPipeline("    cmd:", "    cmdd:");
    const problem = await diagnostic(document, "dvc/unknown-key");
    assert.match(problem.message, /cmdd.*cmd/s);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      problem.range,
    );
    assert.ok(actions.some(({ title, edit }) => /cmd/.test(title) && edit !== undefined));
  });

  it("underlines an unknown variable", async () => {
    const document = await editPipeline("${", "${nowhere.");
    await diagnostic(document, "dvc/interp-unknown");
  });

  it("says nothing of the sample as it is", async () => {
    const document = await vscode.workspace.openTextDocument(fileInWorkspace("dvc.yaml"));
    await vscode.window.showTextDocument(document);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const found = vscode.languages.getDiagnostics(document.uri);
    assert.deepEqual(
      found.map(({ message }) => message),
      [],
    );
  });

  it("shows the value of a variable, and goes to where it is defined", async () => {
    const document = await vscode.workspace.openTextDocument(fileInWorkspace("dvc.yaml"));
    await vscode.window.showTextDocument(document);
    const position = positionOf(document, "${train.lr}");
    const text = await eventually("the hover", async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        position,
      );
      const contents = hovers
        .flatMap(({ contents }) => contents as vscode.MarkdownString[])
        .map(({ value }) => value);
      return contents.length > 0 ? contents.join("\n") : undefined;
    });
    assert.match(text, /params\.yaml/);
    const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      position,
    );
    const targets = places.map((place) => ("targetUri" in place ? place.targetUri : place.uri).path);
    assert.ok(
      targets.every((path) => path.endsWith("/params.yaml")) && targets.length > 0,
      targets.join(", "),
    );
  });

  it("completes the keys of a stage", async () => {
    const document = await editPipeline("    cmd:", "    \n    cmd:");
    const list = await eventually("completions", async () => {
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        document.positionAt(document.getText().indexOf("    \n    cmd:") + 4),
      );
      return found.items.length > 0 ? found : undefined;
    });
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(labels.includes("wdir"), labels.join(", "));
  });
});
