import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
} from "vscode-languageserver";
import { readServerSettings, type ServerSettings } from "#protocol/server-options";
import { inBackground } from "./answer.ts";

/**
 * Follows the settings of the client: those that it gives when it is asked, else those that it sends by itself.
 * `changed` is called at the start and whenever they may have changed.
 */
export function followSettings(
  connection: Connection,
  capabilities: () => ClientCapabilities,
  changed: (settings: ServerSettings) => void,
): { readonly start: () => Promise<void> } {
  const ask = async () =>
    changed(readServerSettings(await connection.workspace.getConfiguration("trainyard")));
  connection.onDidChangeConfiguration(({ settings }) => {
    if (capabilities().workspace?.configuration === true) inBackground(connection, ask());
    else changed(readServerSettings(sectionOf(settings)));
  });
  return {
    start: async () => {
      const { workspace } = capabilities();
      if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
        const type = DidChangeConfigurationNotification.type;
        await connection.client.register(type, { section: "trainyard" });
      }
      if (workspace?.configuration === true) await ask();
    },
  };
}

function sectionOf(settings: unknown): unknown {
  return typeof settings === "object" && settings !== null ? Reflect.get(settings, "trainyard") : undefined;
}
