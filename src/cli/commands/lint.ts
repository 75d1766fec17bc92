import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { writeFileAtomic } from "#core/data/atomic-write";
import { Failure } from "#core/failure";
import { applyFixes } from "#core/pipeline/edit/apply-fixes";
import type { Problem, Severity } from "#core/pipeline/problem";
import { applyLevels } from "#core/pipeline/rule-levels";
import { type Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { createPositions, object, problemDocument } from "../json-shapes.ts";
import type { Output, Style } from "../output.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { readRuleLevels } from "../read-rule-levels.ts";
import { sarifLog } from "../sarif.ts";
import { problemPlace } from "../tell-problems.ts";

export const lint: Command = {
  usage: "[PATH...]",
  summary: "Every problem that the editor would underline",
  options: {
    format: { type: "string", value: "FORMAT", help: "text (default), json, sarif or github" },
    fix: { type: "boolean", help: "make the repairs that the editor prefers, then check again" },
    rule: {
      type: "string",
      multiple: true,
      value: "CODE=LEVEL",
      help: "off, hint, information, warning or error for a rule, or for a group as in 'cmd/*=off'",
    },
    "max-warnings": { type: "string", value: "N", help: "fail when there are more warnings than this" },
  },
  run: async ({ args, output, cwd, project }) => {
    const open = await project();
    const format = args.text("format") ?? (output.json ? "json" : "text");
    if (!["text", "json", "sarif", "github"].includes(format)) {
      const message = `--format takes text, json, sarif or github, not '${format}'.`;
      throw new Failure({ kind: "wrong-usage", class: "usage", message });
    }
    const absent = args.positionals.find((file) => !existsSync(path.resolve(cwd, file)));
    if (absent !== undefined) throw wrongUsage(`There is no file or folder '${absent}'.`);
    const wanted = args.positionals.map((file) =>
      path.relative(open.root, path.resolve(cwd, file)).split(path.sep).join("/"),
    );
    const levels = readRuleLevels(args.texts("rule"));
    const check = async () =>
      applyLevels(await open.problems(), levels).filter(({ file }) => isWanted(file, wanted));
    if (args.flag("fix")) {
      const fixed = await fix(open.root, await check());
      output.note(`Repaired ${fixed} ${fixed === 1 ? "problem" : "problems"}.`);
    }
    const problems = await check();
    const positions = createPositions(open.root);
    if (format === "json") {
      output.document(object({ problems: problems.map((problem) => problemDocument(problem, positions)) }));
    } else if (format === "sarif") {
      output.line(sarifLog(problems, positions));
    } else {
      for (const problem of problems)
        output.line(format === "github" ? github(problem, positions) : text(problem, positions, output));
      if (format === "text") output.line(summary(problems));
    }
    const warnings = count(problems, "warning");
    const most = wholeNumber(args, "max-warnings", 0) ?? Infinity;
    return count(problems, "error") > 0 || warnings > most ? 1 : 0;
  },
};

/** Writes the preferred repairs, each file in one step. Gives how many problems they repair. */
async function fix(root: string, problems: readonly Problem[]): Promise<number> {
  const { texts, count: fixed } = applyFixes(problems, (file) => readFileSync(path.join(root, file), "utf8"));
  for (const [file, text] of texts) await writeFileAtomic(path.join(root, file), text);
  return fixed;
}

function isWanted(file: string, wanted: readonly string[]): boolean {
  return (
    wanted.length === 0 || wanted.some((one) => one === "" || file === one || file.startsWith(`${one}/`))
  );
}

function count(problems: readonly Problem[], wanted: Severity): number {
  return problems.filter(({ severity }) => severity === wanted).length;
}

const colors: Readonly<Record<Severity, Style>> = {
  error: "red",
  warning: "yellow",
  information: "blue",
  hint: "dim",
};

function text(problem: Problem, positions: ReturnType<typeof createPositions>, output: Output): string {
  const severity = output.paint(colors[problem.severity], problem.severity);
  return `${problemPlace(problem, positions)}: ${severity}: ${problem.message} ${output.paint("dim", `[${problem.code}]`)}`;
}

/** A workflow command, so that GitHub shows the problem beside the line of the pull request. */
function github(problem: Problem, positions: ReturnType<typeof createPositions>): string {
  const { start, end } = positions(problem.file, problem.range);
  const levels: Readonly<Record<Severity, string>> = {
    error: "error",
    warning: "warning",
    information: "notice",
    hint: "notice",
  };
  const place = `file=${escape(problem.file)},line=${start.line + 1},col=${start.character + 1},endLine=${end.line + 1}`;
  return `::${levels[problem.severity]} ${place},title=${escape(problem.code)}::${escape(problem.message)}`;
}

function escape(value: string): string {
  return value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function summary(problems: readonly Problem[]): string {
  if (problems.length === 0) return "No problems found.";
  const errors = count(problems, "error");
  const warnings = count(problems, "warning");
  const rest = problems.length - errors - warnings;
  return [counted(errors, "error"), counted(warnings, "warning"), counted(rest, "note")].join(", ");
}

function counted(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? "" : "s"}`;
}
