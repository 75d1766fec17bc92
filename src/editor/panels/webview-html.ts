import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

import { webviewPage } from "#protocol/webview-page";

/** Folder of the bundles that webviews load; they can load nothing else. */
export function webviewRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

/** The page of a view: its one script and its one style sheet. */
export function webviewHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  view: { readonly name: string; readonly title: string },
): string {
  const asset = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extension), file)).toString();
  return webviewPage({
    title: view.title,
    script: asset(`${view.name}.js`),
    styles: asset(`${view.name}.css`),
    nonce: randomBytes(16).toString("base64url"),
    source: webview.cspSource,
  });
}
