import type * as vscode from "vscode";

import type { Value } from "#core/project";
import type { CommandId } from "#protocol/names";

import type { ComparePanels } from "../panels/compare-panel.ts";
import type { RunLogs } from "../panels/run-log.ts";
import type { Projects } from "../projects.ts";
import type { Fence } from "../run-command.ts";
import type { ExperimentNode } from "../trees/nodes.ts";

/** Called with the node of the tree, the other selected nodes, or nothing when it comes from the palette. */
export type Handler = (...args: readonly unknown[]) => Promise<void>;

/** The commands of one group. */
export type CommandTable<K extends CommandId> = Readonly<Record<K, Handler>>;

/** What an experiment may be called, and how values of parameters are written in `-S` texts. */
export interface ExperimentGrammar {
  /** How many experiments some overrides make: a sweep makes several. Throws a Failure for a bad override. */
  readonly countExperiments: (overrides: readonly string[]) => number;
  /** A value as the grammar reads it. */
  readonly print: (value: Value) => string;
  /** Why a text cannot name an experiment, in one sentence; undefined when it can. */
  readonly whyNotName: (name: string) => string | undefined;
}

/** What versions of a model are written like. */
export interface VersionGrammar {
  readonly isVersion: (text: string) => boolean;
  /** The version after the greatest of those given. */
  readonly next: (versions: readonly string[]) => string;
}

/** Makes a Git repository of a folder, with everything in it as the first commit. Gives its path. */
export type CreateRepository = (
  folder: string,
  options: {
    readonly message: string;
    /** Who commits where Git knows nobody. */
    readonly fallback: { readonly name: string; readonly email: string };
  },
) => Promise<string>;

/** Runs Git in a folder and gives what it printed. Throws a Failure when Git fails. */
export type RunGit = (folder: string, args: readonly string[]) => Promise<string>;

/** What commands work with. */
export interface Workbench {
  readonly projects: Projects;
  /** For what goes on after the command itself has ended. */
  readonly fence: Fence;
  readonly compare: ComparePanels;
  readonly runLogs: RunLogs;
  readonly extension: vscode.Uri;
  /** The experiments that are selected in their view. */
  readonly selectedExperiments: () => readonly ExperimentNode[];
  /** Loaded on first use. */
  readonly experimentGrammar: () => Promise<ExperimentGrammar>;
  /** Loaded on first use. */
  readonly versionGrammar: () => Promise<VersionGrammar>;
  readonly git: RunGit;
  readonly createRepository: CreateRepository;
  /** What a new pipeline is made of: texts by path. */
  readonly starter: {
    readonly dvcFiles: Readonly<Record<string, string>>;
    readonly pipelineFiles: Readonly<Record<"dvc.yaml" | "params.yaml", string>>;
  };
}
