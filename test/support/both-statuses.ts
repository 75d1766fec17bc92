import { dvcJson } from "./python-tools.ts";
import { trainyardJson } from "./trainyard.ts";

/** By stage: a text such as `always changed`, or changes by path, of a parameter file by key. */
type DvcStatus = Readonly<
  Record<
    string,
    readonly (
      string | Readonly<Record<string, Readonly<Record<string, string | Readonly<Record<string, string>>>>>>
    )[]
  >
>;

/** What `dvc status` says, a sorted line for each thing that changed. */
export async function dvcSays(root: string): Promise<readonly string[]> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the shape that dvc documents
  const status = (await dvcJson(root, "status")) as DvcStatus;
  const lines = Object.entries(status).flatMap(([stage, parts]) =>
    parts.flatMap((part) =>
      typeof part === "string"
        ? [`${stage}: ${part}`]
        : Object.values(part).flatMap((changes) =>
            Object.entries(changes).flatMap(([file, change]) =>
              typeof change === "string"
                ? [`${stage}: ${file} ${change}`]
                : Object.entries(change).map(([key, of]) => `${stage}: ${file}:${key} ${of}`),
            ),
          ),
    ),
  );
  return lines.toSorted();
}

interface OurStatus {
  readonly stages: readonly {
    readonly address: string;
    readonly state: string;
    readonly why: readonly { kind: string; path?: string; key?: string; change: string }[];
  }[];
}

/** The same from ours. A parameter that is a mapping is one change to DVC, and to ours one for each value in it. */
export async function weSay(root: string): Promise<readonly string[]> {
  const { stages } = await trainyardJson<OurStatus>(root, "status");
  const lines = stages.flatMap(({ address, state, why }) => [
    ...(state === "always-changed" ? [`${address}: always changed`] : []),
    ...why.map(({ kind, path: file = "", key, change }) =>
      kind === "cmd" || kind === "file"
        ? `${address}: changed ${kind === "cmd" ? "command" : "checksum"}`
        : `${address}: ${file}${key === undefined ? "" : `:${key}`} ${change.replaceAll("-", " ")}`,
    ),
  ]);
  return [...new Set(lines)].toSorted();
}
