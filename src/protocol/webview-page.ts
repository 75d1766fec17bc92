/** What the page of a webview is made of. Addresses are those under which the webview loads its own files. */
export interface WebviewPage {
  readonly title: string;
  readonly script: string;
  readonly styles: string;
  /** Random, new for each page: only the script that carries it runs. */
  readonly nonce: string;
  /** The only origin from which styles, fonts and pictures may come. */
  readonly source: string;
}

/** The policy of a page: one script by its nonce, files of the extension, and nothing beside them. */
export function webviewPolicy({ nonce, source }: Pick<WebviewPage, "nonce" | "source">): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `img-src ${source}`,
  ].join("; ");
}

/** The HTML of a page, with its policy. */
export function webviewPage(page: WebviewPage): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${webviewPolicy(page)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${page.title}</title>
    <link rel="stylesheet" href="${page.styles}">
  </head>
  <body>
    <div id="root"></div>
    <script type="module" nonce="${page.nonce}" src="${page.script}"></script>
  </body>
</html>
`;
}
