import * as vscode from "vscode";

import { settings } from "#protocol/names";

/** Settings of the user, read when they are needed. */
export interface Settings {
  /** How many experiments of a sweep run at once, at least 1. */
  readonly jobs: number;
  /** Name of the metric to show first; empty lets us choose. */
  readonly keyMetric: string;
}

/** Reads the settings that hold for a folder. */
export function readSettings(folder: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration("trainyard", folder);
  return {
    jobs: Math.max(1, Math.floor(section.get<number>(settings.jobs, 2))),
    keyMetric: section.get<string>(settings.keyMetric, "").trim(),
  };
}

/** True when the event touches one of our settings. */
export function affectsSettings(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration("trainyard");
}
