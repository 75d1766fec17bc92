import * as vscode from "vscode";

import { Failure } from "#core/failure";
import { commands } from "#protocol/names";

import type { ProjectStore } from "../project-store.ts";
import { asNode } from "../trees/nodes.ts";
import { withProgress } from "../with-progress.ts";
import { chooseProject } from "./choose-project.ts";
import type { CommandTable, Workbench } from "./command-table.ts";

type DataCommand =
  | typeof commands.addData
  | typeof commands.commitData
  | typeof commands.checkoutData
  | typeof commands.pushData
  | typeof commands.pullData;

/** Track, Record, Restore, Push and Pull Data. */
export function dataCommands(workbench: Workbench): CommandTable<DataCommand> {
  return {
    [commands.addData]: async (clicked, selected) => {
      const uris = urisOf(clicked, selected) ?? (await pickUris());
      const [first] = uris;
      if (!first) return;
      await workbench.projects.ready();
      const store = projectAround(workbench.projects.stores(), first);
      const paths = uris.map(({ fsPath }) => fsPath);
      const tracked = await withProgress("Tracking data", (work) => store.project.data.add(paths, work));
      store.refresh();
      say(`Tracked ${names(tracked)}`);
    },
    [commands.commitData]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const recorded = await withProgress("Recording data", (work) =>
        store.project.data.commit(filesOf(node), work),
      );
      store.refresh();
      say(recorded.length === 0 ? "The data is as it was recorded" : `Recorded ${names(recorded)}`);
    },
    [commands.checkoutData]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const { added, modified, deleted, failed } = await withProgress("Restoring data", (work) =>
        store.project.data.checkout(filesOf(node), work),
      );
      store.refresh();
      if (failed.length > 0) throw notInCache(failed);
      const restored = [...added, ...modified, ...deleted];
      say(restored.length === 0 ? "The data is as it was recorded" : `Restored ${names(restored)}`);
    },
    [commands.pushData]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const moved = await withProgress("Pushing data", (work) =>
        store.project.data.push(filesOf(node), work),
      );
      say(moved === 0 ? "The remote has all data already" : `Pushed ${files(moved)}`);
    },
    [commands.pullData]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const moved = await withProgress("Pulling data", (work) =>
        store.project.data.pull(filesOf(node), work),
      );
      store.refresh();
      say(moved === 0 ? "All data is here already" : `Pulled ${files(moved)}`);
    },
  };
}

/** The Explorer gives the file that was clicked and all that are selected. */
function urisOf(clicked: unknown, selected: unknown): readonly vscode.Uri[] | undefined {
  if (Array.isArray(selected) && selected.every((each) => each instanceof vscode.Uri)) return selected;
  return clicked instanceof vscode.Uri ? [clicked] : undefined;
}

/** Most systems have no dialog for both files and folders. */
async function pickUris(): Promise<readonly vscode.Uri[]> {
  const kinds = [
    { label: "Files…", canSelectFiles: true },
    { label: "Folders…", canSelectFolders: true },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title: "Track what?" });
  if (!kind) return [];
  const { label: _, ...selectable } = kind;
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: false,
    ...selectable,
    canSelectMany: true,
    openLabel: "Track",
  });
  return picked ?? [];
}

function projectAround(stores: readonly ProjectStore[], uri: vscode.Uri): ProjectStore {
  const store = stores.find(({ root }) => uri.path.startsWith(`${root.path}/`));
  if (store) return store;
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  throw new Failure({
    kind: "outside-project",
    class: "usage",
    message: `${name} is not in a folder with a pipeline; initialize one first.`,
  });
}

/** The `.dvc` file that a node is about; none means all of the project. */
function filesOf(node: unknown): readonly string[] {
  const data = asNode("data", node);
  return data ? [data.status.address] : [];
}

function notInCache(paths: readonly string[]): Failure {
  return new Failure({
    kind: "not-in-cache",
    class: "work",
    message: `The cache does not have ${names(paths)}: pull the data, or run the stage that makes it.`,
  });
}

/** What was asked for is over soon, so it is told where it disturbs nobody; milliseconds. */
function say(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 6_000);
}

function names(paths: readonly string[]): string {
  const [first = "", ...others] = paths;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function files(count: number): string {
  return count === 1 ? "1 file" : `${count.toLocaleString("en")} files`;
}
