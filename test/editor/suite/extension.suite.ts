import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "#protocol/names";
import { eventually } from "./workspace.ts";

const id = "trainyard.trainyard";

describe("the extension", () => {
  it("activates in a folder with a pipeline", async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `VS Code does not know ${id}`);
    await eventually("the extension to activate", () => extension.isActive || undefined);
  });

  it("registers every command that its manifest contributes", async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = Object.values(commands).filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  });
});
