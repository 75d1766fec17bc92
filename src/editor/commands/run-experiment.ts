import * as vscode from "vscode";

import { Failure } from "#core/failure";
import type { ParameterInfo } from "#core/project";
import { commands } from "#protocol/names";

import type { ProjectStore } from "../project-store.ts";
import { readSettings } from "../settings.ts";
import { askChoice } from "./ask-choice.ts";
import { askText, type Remark, type TextQuestion } from "./ask-text.ts";
import { chooseProject } from "./choose-project.ts";
import type { CommandTable, ExperimentGrammar, Workbench } from "./command-table.ts";
import { followInBackground } from "./follow-runs.ts";
import { overrideText, parameterSummary, typeMismatch, valuePrompt } from "./override-text.ts";

const title = "Run Experiment";

/** Run Experiment: which parameters, their values, a name; then the runs start. */
export function runExperimentCommand(workbench: Workbench): CommandTable<typeof commands.runExperiment> {
  return {
    [commands.runExperiment]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const request = await askRequest(workbench, store);
      if (!request) return;
      const runs = await store.project.startExperiments({
        repro: { targets: [] },
        overrides: request.overrides,
        place: "worktree",
        jobs: readSettings(store.root).jobs,
        ...(request.name !== "" && { name: request.name }),
      });
      followInBackground(workbench, store, runs);
    },
  };
}

interface Answers {
  readonly overrides: readonly string[];
  readonly name: string;
}

async function askRequest(workbench: Workbench, store: ProjectStore): Promise<Answers | undefined> {
  const parameters = await store.project.parameters();
  const chosen = await chooseParameters(parameters);
  if (!chosen) return undefined;
  const grammar = await workbench.experimentGrammar();
  const steps = chosen.length + 1;
  const values = chosen.map(({ value }) => grammar.print(value));
  const overrides = (): string[] =>
    chosen.map((parameter, index) => overrideText(parameter, values[index] ?? ""));
  let name = "";
  for (let step = 0; step < steps;) {
    const parameter = chosen[step];
    const place = { step: step + 1, steps, value: parameter ? (values[step] ?? "") : name };
    const answer = await (parameter
      ? askValue(parameter, place, grammar, async (text) => {
          const override = overrideText(parameter, text);
          const wrong = typeMismatch(parameter, text) ?? (await store.project.checkOverride(override));
          if (wrong !== undefined) return { kind: "error", text: wrong };
          return sweepPreview(grammar, overrides().with(step, override));
        })
      : askText({
          ...place,
          title,
          prompt: startPrompt(grammar, store, overrides()),
          placeholder: "Name of the experiment; leave it empty for a made-up one",
          check: async (text) => checkName(grammar, text.trim()),
        }));
    if (!answer) return undefined;
    if (answer === "back") {
      step -= 1;
      continue;
    }
    if (parameter) values[step] = answer.text;
    else name = answer.text.trim();
    step += 1;
  }
  return { overrides: overrides(), name };
}

/** Asks for the values of a parameter, separated by commas. Where its schema lists them, they are to be ticked. */
async function askValue(
  parameter: ParameterInfo,
  place: Pick<TextQuestion, "step" | "steps" | "value">,
  grammar: ExperimentGrammar,
  check: TextQuestion["check"],
): ReturnType<typeof askText> {
  const name = `${title}: ${parameter.key}`;
  const choices = parameter.facts?.choices?.map(grammar.print);
  if (!choices) return askText({ ...place, title: name, prompt: valuePrompt(parameter), check });
  const answer = await askChoice({
    ...place,
    title: name,
    placeholder: parameter.facts?.description ?? "Tick a value, or several for a sweep",
    choices,
    chosen: choices.filter((text) => place.value === text || place.value.split(",").includes(text)),
    current: grammar.print(parameter.value),
  });
  return typeof answer === "object" ? { text: answer.join(",") } : answer;
}

/** None chosen is an answer: the pipeline runs with the parameters as they are. */
async function chooseParameters(
  parameters: readonly ParameterInfo[],
): Promise<readonly ParameterInfo[] | undefined> {
  if (parameters.length === 0) return [];
  const items = parameters.map((parameter) => ({
    label: parameter.key,
    description: parameterSummary(parameter),
    detail: parameterUse(parameter),
    parameter,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `${title}: choose the parameters to change`,
    placeHolder: "Tick parameters and press Enter; with none ticked it runs with the values as they are",
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ parameter }) => parameter);
}

function parameterUse({ file, usedBy }: ParameterInfo): string {
  return usedBy.length === 0 ? `${file}, used by no stage` : `${file}, used by ${usedBy.join(", ")}`;
}

function sweepPreview(grammar: ExperimentGrammar, overrides: readonly string[]): Remark {
  const count = countOrOne(grammar, overrides);
  return count > 1 ? { kind: "preview", text: `A sweep: ${count} experiments will run.` } : undefined;
}

/** Other steps may still hold a text that is not right yet; they are checked when they are answered. */
function countOrOne(grammar: ExperimentGrammar, overrides: readonly string[]): number {
  try {
    return grammar.countExperiments(overrides);
  } catch (error) {
    if (error instanceof Failure) return 1;
    throw error;
  }
}

function startPrompt(grammar: ExperimentGrammar, store: ProjectStore, overrides: readonly string[]): string {
  const count = grammar.countExperiments(overrides);
  if (count === 1) return "One experiment will run.";
  const { jobs } = readSettings(store.root);
  return `${count} experiments will run, ${Math.min(jobs, count)} at a time.`;
}

/** Left empty, a name is made up. */
function checkName(grammar: ExperimentGrammar, name: string): Remark {
  const wrong = name === "" ? undefined : grammar.whyNotName(name);
  return wrong === undefined ? undefined : { kind: "error", text: wrong };
}
