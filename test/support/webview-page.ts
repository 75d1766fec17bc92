import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import * as esbuild from "esbuild";
import { webviewPage, webviewPolicy } from "#protocol/webview-page";
import { webviews } from "../../scripts/build.mjs";
import type { VsCodeTheme } from "./vscode-themes.ts";

const nonce = "dGVzdA";

/** A webview's built bundle, served as the extension serves it: under the strict webviewPolicy({ nonce, source }), as header and as meta element. */
export interface WebviewServer {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** What a view has sent, what it kept, and what the browser complained about. */
export interface WebviewPage {
  readonly page: Page;
  /** Posts a message as the host does, by way of JSON. */
  readonly post: (...messages: readonly object[]) => Promise<void>;
  /** Messages that the view has sent since it was loaded. */
  readonly sent: () => Promise<readonly { readonly type: string }[]>;
  /** Errors, warnings of the console, and violations of the policy. */
  readonly complaints: readonly string[];
  readonly setTheme: (theme: VsCodeTheme) => Promise<void>;
}

/** Bundles the views as the build does and serves one of them. */
export async function serveWebview(view: string): Promise<WebviewServer> {
  const { outputFiles } = await esbuild.build({
    ...webviews,
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1), text]));
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const served = { title: view, script: `${view}.js`, styles: `${view}.css`, nonce };
    const source = `http://${request.headers.host}`;
    const types = { js: "text/javascript", css: "text/css" };
    const type = types[name.split(".").at(-1) as keyof typeof types] ?? "text/html";
    const body = name === "" ? webviewPage({ ...served, source }) : files.get(name);
    // Chromium asks for an icon of the page, which a webview has none of.
    response.writeHead(body === undefined ? 204 : 200, {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": webviewPolicy({ nonce, source }),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}

/** Runs in the page before its own scripts: VS Code's half of a webview. What is kept survives a reload of the page. */
function fakeVsCode(theme: VsCodeTheme): void {
  const sent: unknown[] = [];
  const dress = ({ bodyClass, kind, variables }: VsCodeTheme): void => {
    for (const [name, value] of Object.entries(variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.body.className = bodyClass;
    document.body.dataset["vscodeThemeKind"] = kind;
  };
  Object.assign(window, {
    sentByView: sent,
    dress: (next: VsCodeTheme) => {
      document.documentElement.removeAttribute("style");
      dress(next);
    },
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => sent.push(JSON.parse(JSON.stringify(message))),
      getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
      setState: (state: unknown) => sessionStorage.setItem("state", JSON.stringify(state)),
    }),
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(
      `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
    );
  });
  // The body is not there yet; VS Code too dresses it before the view's scripts run.
  const observer = new MutationObserver(() => {
    if (document.body === null) return;
    observer.disconnect();
    // What VS Code's own style sheet gives each webview.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html{scrollbar-color:var(--vscode-scrollbarSlider-background) transparent}");
    document.adoptedStyleSheets = [sheet];
    dress(theme);
  });
  observer.observe(document.documentElement ?? document, { childList: true, subtree: true });
}

/** Opens a served view in a tab of its own. */
export async function openWebview(
  browser: Browser,
  server: WebviewServer,
  theme: VsCodeTheme,
  options: BrowserContextOptions = {},
): Promise<WebviewPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.addInitScript(fakeVsCode, theme);
  await page.goto(server.origin);
  return {
    page,
    complaints,
    post: (...messages) =>
      page.evaluate(
        async (list) => {
          for (const message of list) window.postMessage(message, "*");
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        },
        messages.map((message) => JSON.parse(JSON.stringify(message)) as unknown),
      ),
    sent: () =>
      page.evaluate(() => (window as unknown as { sentByView: readonly { type: string }[] }).sentByView),
    setTheme: (next) =>
      page.evaluate((given) => (window as unknown as { dress: (theme: unknown) => void }).dress(given), next),
  };
}
