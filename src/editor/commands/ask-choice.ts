import * as vscode from "vscode";

export interface ChoiceQuestion {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly placeholder: string;
  readonly choices: readonly string[];
  /** Those that are ticked at first. */
  readonly chosen: readonly string[];
  /** The choice that holds now. */
  readonly current: string;
}

/** Asks to tick one of several texts, or more, as one step of several. Gives them, `back`, or undefined when the user gives up. */
export function askChoice(question: ChoiceQuestion): Promise<readonly string[] | "back" | undefined> {
  const pick = vscode.window.createQuickPick();
  pick.title = question.title;
  pick.step = question.step;
  pick.totalSteps = question.steps;
  pick.placeholder = question.placeholder;
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.items = question.choices.map((label) => ({
    label,
    ...(label === question.current && { description: "now" }),
  }));
  pick.selectedItems = pick.items.filter(({ label }) => question.chosen.includes(label));
  if (question.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      if (pick.selectedItems.length === 0) return;
      resolve(pick.selectedItems.map(({ label }) => label));
      pick.hide();
    });
    pick.onDidTriggerButton(() => {
      resolve("back");
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
