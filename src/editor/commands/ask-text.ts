import * as vscode from "vscode";

/** What to say of a text while it is typed: why it cannot be taken, or what will happen with it. */
export type Remark = { readonly kind: "error" | "preview"; readonly text: string } | undefined;

export interface TextQuestion {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly check: (text: string) => Promise<Remark>;
}

/** Asks for a line of text as one step of several. Gives the text, `back`, or undefined when the user gives up. */
export function askText(question: TextQuestion): Promise<{ readonly text: string } | "back" | undefined> {
  const input = vscode.window.createInputBox();
  input.title = question.title;
  if (question.steps > 1) {
    input.step = question.step;
    input.totalSteps = question.steps;
  }
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.value = question.value;
  input.ignoreFocusOut = true;
  if (question.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const check = async (text: string): Promise<boolean> => {
      const remark = await question.check(text);
      // A newer text has its own check under way.
      if (input.value === text) input.validationMessage = validationMessage(remark);
      return remark?.kind !== "error";
    };
    const accept = async (text: string): Promise<void> => {
      if (!(await check(text))) return;
      resolve({ text });
      input.hide();
    };
    input.onDidChangeValue((text) => void check(text));
    input.onDidAccept(() => void accept(input.value));
    input.onDidTriggerButton(() => {
      resolve("back");
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
    void check(input.value);
  });
}

function validationMessage(remark: Remark): string | vscode.InputBoxValidationMessage | undefined {
  if (!remark) return undefined;
  return remark.kind === "error"
    ? remark.text
    : { message: remark.text, severity: vscode.InputBoxValidationSeverity.Info };
}
