import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

/** What the bundler puts in its place: the script that starts the server. */
declare const yamlServer: string;

/** For the documents that Red Hat's extension names, too, which is not to be had outside of its marketplace. */
export async function activate({ subscriptions }: ExtensionContext): Promise<void> {
  const client = new LanguageClient(
    "yaml",
    "YAML Support",
    { module: yamlServer, transport: TransportKind.ipc },
    {
      documentSelector: [
        { language: "yaml" },
        { language: "dockercompose" },
        { language: "github-actions-workflow" },
        { pattern: "*.y(a)ml" },
      ],
    },
  );
  subscriptions.push({ dispose: () => void client.dispose() });
  await client.start();
}
