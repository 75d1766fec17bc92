import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** Folder of the bundles that webviews load; they can load nothing else. */
export function webviewRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

/** The page of a view: its one script and its one style sheet, under a policy that allows nothing beside them. */
export function webviewHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  view: { readonly name: string; readonly title: string },
): string {
  const nonce = randomBytes(16).toString("base64url");
  const asset = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extension), file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${view.title}</title>
    <link rel="stylesheet" href="${asset(`${view.name}.css`)}">
  </head>
  <body>
    <div id="root"></div>
    <script type="module" nonce="${nonce}" src="${asset(`${view.name}.js`)}"></script>
  </body>
</html>
`;
}
