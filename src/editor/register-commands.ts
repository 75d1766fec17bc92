import * as vscode from "vscode";

import type { CommandId } from "#protocol/names";

import type { Handler, Workbench } from "./commands/command-table.ts";
import { dataCommands } from "./commands/data-commands.ts";
import { experimentCommands } from "./commands/experiment-commands.ts";
import { registryCommands } from "./commands/registry-commands.ts";
import { runCommands } from "./commands/run-commands.ts";
import { runExperimentCommand } from "./commands/run-experiment.ts";
import { sampleCommand } from "./commands/sample-command.ts";
import { stageCommands } from "./commands/stage-commands.ts";
import { workspaceCommands } from "./commands/workspace-commands.ts";

/** Registers every command, each inside the fence. A command without a handler does not compile. */
export function registerCommands(workbench: Workbench): vscode.Disposable {
  const handlers: Readonly<Record<CommandId, Handler>> = {
    ...runExperimentCommand(workbench),
    ...stageCommands(workbench),
    ...runCommands(workbench),
    ...experimentCommands(workbench),
    ...registryCommands(workbench),
    ...sampleCommand(workbench),
    ...dataCommands(workbench),
    ...workspaceCommands(workbench),
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, (...args: readonly unknown[]) =>
        workbench.fence(() => handler(...args)),
      ),
    ),
  );
}
