import * as vscode from "vscode";

import { downsample } from "#core/metrics/downsample";
import type { Project } from "#core/project";
import { dvcFiles, pipelineFiles } from "#core/starter-files";

import type {
  ExperimentGrammar,
  CreateRepository,
  RunGit,
  VersionGrammar,
  Workbench,
} from "./editor/commands/command-table.ts";
import { createLanguageFeatures } from "./editor/language-features.ts";
import { createComparePanels } from "./editor/panels/compare-panel.ts";
import { createRunLogs } from "./editor/panels/run-log.ts";
import { createProjects } from "./editor/projects.ts";
import { registerCommands } from "./editor/register-commands.ts";
import { createFence } from "./editor/run-command.ts";
import { createStatusBar } from "./editor/status/status-bar.ts";
import { createExperimentsTree } from "./editor/trees/experiments-tree.ts";
import { createPipelineTree } from "./editor/trees/pipeline-tree.ts";
import { createRegistryTree } from "./editor/trees/registry-tree.ts";

/**
 * Builds the product from its parts: the engine is handed to the adapters here and nowhere else. Nothing is read
 * and the engine's modules are not evaluated before a view, a command or a found pipeline needs it.
 */
export function activate(context: vscode.ExtensionContext): void {
  const extension = context.extensionUri;
  const log = vscode.window.createOutputChannel("Trainyard", { log: true });
  const projects = createProjects({ open: (root) => open(extension, root), log });
  const fence = createFence(log, () => projects.stores().map(({ root }) => root));
  const compare = createComparePanels({ projects, extension, fence, log, downsample });
  const runLogs = createRunLogs(projects, log);
  const experiments = createExperimentsTree(projects, log);
  const workbench: Workbench = {
    projects,
    fence,
    compare,
    runLogs,
    extension,
    git,
    createRepository,
    experimentGrammar,
    versionGrammar,
    starter: { dvcFiles, pipelineFiles },
    selectedExperiments: () => experiments.selection.filter((node) => node.kind === "experiment"),
  };
  context.subscriptions.push(
    log,
    projects,
    compare,
    runLogs,
    experiments,
    createPipelineTree(projects, log),
    createRegistryTree(projects, log),
    createStatusBar(projects, log),
    createLanguageFeatures(extension, projects, log),
    registerCommands(workbench),
  );
  // Runs that are still going are found again without anybody opening a view.
  void fence(() => projects.ready());
}

async function open(extension: vscode.Uri, root: string): Promise<Project> {
  const { openProject } = await import("#core/open-project");
  return openProject(root, { cli: vscode.Uri.joinPath(extension, "dist", "cli.js").fsPath });
}

const createRepository: CreateRepository = async (folder, options) => {
  const repository = await import("#core/git/repository");
  return repository.createRepository(folder, options);
};

const git: RunGit = async (folder, args) => {
  const { runGit } = await import("#core/git/git");
  return runGit(folder, args, {});
};

async function experimentGrammar(): Promise<ExperimentGrammar> {
  const { expandSweep, printOverrideValue } = await import("#core/experiments/overrides");
  const { whyNotExperimentName } = await import("#core/experiments/experiment-ref");
  return {
    countExperiments: (overrides) => expandSweep(overrides).length,
    print: printOverrideValue,
    whyNotName: whyNotExperimentName,
  };
}

async function versionGrammar(): Promise<VersionGrammar> {
  const { isVersion, nextVersion } = await import("#core/registry/names");
  return { isVersion, next: nextVersion };
}
