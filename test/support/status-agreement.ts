import path from "node:path";
import { isOutside } from "#core/pipeline/repository-path";
import { isCallback } from "#core/pipeline/status/status";
import type { Stage } from "#core/pipeline/model";
import { readStatus } from "#core/workspace-files";
import { errorsIn, readRepository, told } from "./agreement.ts";
import { encodedText, entriesOf, isDvcError, isEncodedList } from "./dvc-judge.ts";
import type { Encoded, Judge } from "./dvc-judge.ts";

/** Where DVC and ours do not say the same of what changed; empty when they agree. */
export async function statusDisagreements(judge: Judge, root: string): Promise<string[]> {
  const theirs = await judge.ask(root, "status");
  const ours = await readRepository(root, async (files, git) => {
    const { stages, errors } = await readStatus(git, files, []);
    return { lines: ourLines(root, stages, files.pipeline.stages), error: errorsIn(errors)[0] };
  });
  if (isDvcError(theirs)) return ours.error === undefined ? [`only DVC refuses: ${told(theirs)}`] : [];
  if (ours.error !== undefined) return [`only ours refuses: ${ours.error.message}`];
  const said = new Set(dvcLines(theirs));
  return [
    ...[...said].filter((line) => !ours.lines.has(line)).map((line) => `only DVC says: ${line}`),
    ...[...ours.lines].filter((line) => !said.has(line)).map((line) => `only ours says: ${line}`),
  ];
}

/** A line for each thing that changed. */
function dvcLines(status: Encoded): string[] {
  return entriesOf(status).flatMap(([stage, parts]) =>
    (isEncodedList(parts) ? parts : []).flatMap((part) =>
      typeof part === "string"
        ? [`${stage}: ${part}`]
        : entriesOf(part).flatMap(([, changes]) =>
            entriesOf(changes).flatMap(([file, change]) => changeLines(`${stage}: ${file}`, change)),
          ),
    ),
  );
}

function changeLines(of: string, change: Encoded): string[] {
  if (typeof change === "string") return [`${of} ${change}`];
  return entriesOf(change).map(([key, what]) => `${of}:${key} ${encodedText(what)}`);
}

type OurStatus = Awaited<ReturnType<typeof readStatus>>["stages"];

/** DVC names what lies outside of the repository by its absolute path. */
function ourLines(root: string, statuses: OurStatus, stages: readonly Stage[]): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const { address, why } of statuses) {
    for (const { kind, path: file = "", key, change } of why) {
      const of = `${isOutside(file) ? path.resolve(root, file) : file}${key === undefined ? "" : `:${key}`}`;
      lines.add(
        kind === "cmd" ? `${address}: changed command` : `${address}: ${of} ${change.replaceAll("-", " ")}`,
      );
    }
  }
  const always = stages.filter((stage) => stage.alwaysChanged || isCallback(stage));
  for (const { address } of always) lines.add(`${address}: always changed`);
  return lines;
}
