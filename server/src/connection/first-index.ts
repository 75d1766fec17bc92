import {
  type ClientCapabilities,
  type Connection,
  type WorkDoneProgressReporter,
} from "vscode-languageserver";
import type { Platform } from "../platform.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Reading that takes less, in milliseconds, needs no announcement. */
const patience = 300;

/** Reads the pipelines of the open folders, a file at a time so that requests go first; says so where it takes long. */
export async function readFolders(
  connection: Connection,
  { client, platform, workspace }: { client: ClientCapabilities; platform: Platform; workspace: Workspace },
  folders: readonly string[],
): Promise<void> {
  const start = performance.now();
  let progress: WorkDoneProgressReporter | undefined;
  for (const folder of folders) {
    do {
      for (const { read, of } of workspace.index(folder)) {
        if (progress === undefined && performance.now() - start > patience) {
          progress = await announce(connection, client);
        }
        progress?.report(Math.floor((100 * read) / of), `${read} of ${of}`);
        await platform.pause();
      }
    } while ((await platform.fetchMissing?.()) === true);
  }
  progress?.done();
}

async function announce(
  connection: Connection,
  client: ClientCapabilities,
): Promise<WorkDoneProgressReporter | undefined> {
  if (client.window?.workDoneProgress !== true) return undefined;
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin("Reading pipelines", 0);
  return progress;
}
