import * as vscode from "vscode";
import type { BaseLanguageClient, Location, Position } from "vscode-languageclient";

import { serverCommands } from "#protocol/names";

/** Registers the command behind "2 consumers": VS Code's own takes its own classes, which no server can send. */
export function registerShowReferences(client: BaseLanguageClient): vscode.Disposable {
  const convert = client.protocol2CodeConverter;
  return vscode.commands.registerCommand(
    serverCommands.showReferences,
    (uri: string, position: Position, locations: readonly Location[]) =>
      vscode.commands.executeCommand(
        "editor.action.showReferences",
        vscode.Uri.parse(uri),
        convert.asPosition(position),
        locations.map((location) => convert.asLocation(location)),
      ),
  );
}
