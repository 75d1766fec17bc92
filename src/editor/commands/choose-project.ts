import * as vscode from "vscode";

import { Failure } from "#core/failure";
import { isStageTarget } from "#protocol/stage-target";

import type { ProjectStore } from "../project-store.ts";
import type { Projects } from "../projects.ts";

/**
 * The project that a command is about: that of the node it was called on, the only one there is, that of the file
 * that it names or that is in the active editor, else the one that the user picks. Undefined when the user picks none.
 */
export async function chooseProject(projects: Projects, node: unknown): Promise<ProjectStore | undefined> {
  await projects.ready();
  const stores = projects.stores();
  const given = stores.find((store) => hasStore(node) && node.store === store);
  if (given) return given;
  const [only] = stores;
  if (!only) throw noProject(projects);
  if (stores.length === 1) return only;
  const active = isStageTarget(node)
    ? vscode.Uri.parse(node.uri).path
    : vscode.window.activeTextEditor?.document.uri.path;
  const around = stores.find((store) => active?.startsWith(`${store.root.path}/`));
  if (around) return around;
  const picked = await vscode.window.showQuickPick(
    stores.map((store) => ({ label: store.name, description: store.root.fsPath, store })),
    { title: "Choose a project" },
  );
  return picked?.store;
}

function hasStore(node: unknown): node is { readonly store: unknown } {
  return typeof node === "object" && node !== null && "store" in node;
}

function noProject(projects: Projects): Failure {
  const messages: Partial<Record<ReturnType<Projects["state"]>, string>> = {
    "no-folder": "No folder is open: open one with a dvc.yaml or tracked data, or the sample project.",
    untrusted: "This folder is not trusted, and nothing runs before it is.",
    "no-dvc": "There is no .dvc folder here yet: initialize it first.",
    "no-git": "The pipeline or data here is not in a Git repository: initialize one first.",
  };
  return new Failure({
    kind: "no-project",
    class: "usage",
    message:
      messages[projects.state()] ??
      projects.failure() ??
      "No dvc.yaml and no tracked data was found in the open folders: create a pipeline, or open the sample project.",
  });
}
