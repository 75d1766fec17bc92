import * as vscode from "vscode";

import { Failure } from "#core/failure";
import type { RegisteredModel } from "#core/project";
import { commands } from "#protocol/names";

import { bestFirst, keyMetric, showKeyMetric } from "../key-metric.ts";
import type { ProjectStore } from "../project-store.ts";
import { readSettings } from "../settings.ts";
import { asNode, type VersionNode } from "../trees/nodes.ts";
import { askText } from "./ask-text.ts";
import { chooseProject } from "./choose-project.ts";
import type { CommandTable, VersionGrammar, Workbench } from "./command-table.ts";

/** Register Model and Assign Stage. */
export function registryCommands(
  workbench: Workbench,
): CommandTable<typeof commands.registerModel | typeof commands.assignStage> {
  return {
    [commands.registerModel]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      const model = asNode("model", node)?.model ?? (store && (await pickModel(store)));
      if (!store || !model) return;
      const revision = revisionOfNode(node) ?? (await pickRevision(store));
      const version = revision && (await askVersion(await workbench.versionGrammar(), model, revision));
      if (!revision || !version) return;
      const { rev } = revision;
      const done = await store.project.register({ model: model.name, rev, version });
      void vscode.window.showInformationMessage(
        `Registered ${done.model} ${done.version} from ${revision.name}, as tag ${done.tag}.`,
      );
    },
    [commands.assignStage]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      const version = asNode("version", node) ?? (store && (await pickVersion(store)));
      if (!store || !version) return;
      const stage = await askStage(await store.models(), version);
      if (stage === undefined) return;
      const done = await store.project.assign({
        model: version.model.name,
        version: version.version.version,
        stage,
      });
      void vscode.window.showInformationMessage(`${done.model} ${done.version} is in stage ${stage} now.`);
    },
  };
}

/** What a version is made from. */
interface Revision {
  readonly name: string;
  readonly rev: string;
}

function revisionOfNode(node: unknown): Revision | undefined {
  return asNode("experiment", node)?.experiment ?? asNode("baseline", node)?.baseline;
}

async function pickModel(store: ProjectStore): Promise<RegisteredModel | undefined> {
  const models = await store.models();
  const [only] = models;
  if (!only) {
    throw new Failure({
      kind: "no-models",
      class: "usage",
      message:
        "No model is declared: name one under `artifacts:` in dvc.yaml, with `path` and `type: model`.",
    });
  }
  if (models.length === 1) return only;
  const items = models.map((model) => ({
    label: model.name,
    description: [model.path, model.versions[0]?.version ?? "no version yet"]
      .filter((part) => part !== undefined)
      .join(" · "),
    model,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: "Register Model: choose the model" });
  return picked?.model;
}

/** Experiments with the best one first, then the commits they started from. */
async function pickRevision(store: ProjectStore): Promise<Revision | undefined> {
  const table = await store.experiments();
  const metric = keyMetric(table, readSettings(store.root).keyMetric);
  const experiments = bestFirst(table, metric).map((experiment, index) => ({
    label: experiment.name,
    description: [showKeyMetric(experiment, metric), index === 0 && metric ? "best" : undefined]
      .filter((part) => part !== undefined)
      .join(" · "),
    revision: experiment,
  }));
  const commits = table.baselines.map((baseline) => ({
    label: baseline.name,
    description: [baseline.subject, showKeyMetric(baseline, metric)]
      .filter((part) => part !== undefined)
      .join(" · "),
    revision: baseline,
  }));
  const heading = (label: string) => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    revision: undefined,
  });
  const picked = await vscode.window.showQuickPick(
    [heading("Experiments"), ...experiments, heading("Commits"), ...commits],
    { title: "Register Model: choose what it was trained by", matchOnDescription: true },
  );
  return picked?.revision;
}

async function askVersion(
  grammar: VersionGrammar,
  model: RegisteredModel,
  revision: Revision,
): Promise<string | undefined> {
  const taken = model.versions.map(({ version }) => version);
  const answer = await askText({
    title: `Register ${model.name} from ${revision.name}`,
    step: 1,
    steps: 1,
    prompt: taken[0] === undefined ? "The first version." : `The greatest version so far is ${taken[0]}.`,
    placeholder: "v1.2.3",
    value: grammar.next(taken),
    check: async (text) => {
      const version = text.trim();
      if (!grammar.isVersion(version)) return { kind: "error", text: "A version is written v1.2.3." };
      return taken.includes(version)
        ? { kind: "error", text: `${version} is registered already.` }
        : undefined;
    },
  });
  return answer === undefined || answer === "back" ? undefined : answer.text.trim();
}

async function pickVersion(store: ProjectStore): Promise<VersionNode | undefined> {
  const items = (await store.models()).flatMap((model) =>
    model.versions
      .filter(({ active }) => active)
      .map((version) => ({
        label: `${model.name} ${version.version}`,
        description: version.message,
        node: { kind: "version", store, model, version } as const,
      })),
  );
  if (items.length === 0) {
    throw new Failure({
      kind: "no-versions",
      class: "usage",
      message: "No version is registered yet: register a model first.",
    });
  }
  const picked = await vscode.window.showQuickPick(items, { title: "Assign Stage: choose the version" });
  return picked?.node;
}

/** The stages that the registry already has come first; any other name can be typed. */
async function askStage(models: readonly RegisteredModel[], node: VersionNode): Promise<string | undefined> {
  const known = new Set(models.flatMap(({ stages }) => Object.keys(stages)));
  for (const usual of ["dev", "staging", "prod"]) known.add(usual);
  const other = "Another stage…";
  const title = `Assign a stage to ${node.model.name} ${node.version.version}`;
  const items = [...known].map((stage) => {
    const now = node.model.stages[stage]?.[0];
    return { label: stage, description: now === undefined ? "" : `now ${now}` };
  });
  const picked = await vscode.window.showQuickPick([...items, { label: other, description: "" }], { title });
  if (picked?.label !== other) return picked?.label;
  return vscode.window.showInputBox({
    title,
    prompt: "Name of the stage",
    validateInput: (text) =>
      /^[a-z][a-z0-9-/]*[a-z0-9]$/.test(text)
        ? undefined
        : "Lower-case letters, digits, dashes and slashes; a letter first.",
  });
}
