import * as vscode from "vscode";

import type { ServerOptions } from "#protocol/server-options";

/** What Red Hat's YAML extension, if it is installed, does in documents whose language is `yaml`. */
export function yamlExtension(): Required<Pick<ServerOptions, "yamlIsServed" | "yamlIsChecked">> {
  const yamlIsServed = vscode.extensions.getExtension("redhat.vscode-yaml") !== undefined;
  const settings = vscode.workspace.getConfiguration("yaml", { languageId: "yaml" });
  return { yamlIsServed, yamlIsChecked: yamlIsServed && settings.get("validate") !== false };
}

/** Calls when that extension has come or gone, or was told to do other things. */
export function onDidChangeYamlExtension(changed: () => void): vscode.Disposable {
  let last = JSON.stringify(yamlExtension());
  const look = (): void => {
    const now = JSON.stringify(yamlExtension());
    if (now !== last) changed();
    last = now;
  };
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("yaml.validate")) look();
    }),
  );
}
