import { cloudStatus } from "#core/tracking/cloud-status";
import type { CloudStatus } from "#core/tracking/cloud-status";
import type { DataPlace } from "#core/tracking/place";
import type { Arguments } from "./command.ts";
import { dictionary, object } from "./json-shapes.ts";
import type { Output } from "./output.ts";
import { withProgress } from "./progress-line.ts";
import { readTransferRequest } from "./transfer-options.ts";

/** What `status --cloud` prints: which data is only in the cache, only on the remote, or in neither. Gives the exit code. */
export async function printCloudStatus(
  place: DataPlace,
  { args, cwd }: { readonly args: Arguments; readonly cwd: string },
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<number> {
  const request = readTransferRequest(args, cwd);
  const status = await withProgress({ output, signal }, (work) => cloudStatus(place, request, work));
  if (output.json) {
    output.document(object({ cloud: dictionary(status.states, (state) => state) }));
  } else {
    for (const [path, state] of status.states) output.line(`\t${`${state}:`.padEnd(20)}${path}`);
    if (status.states.size === 0) output.line(inSync(status));
  }
  for (const note of status.notes) output.note(note);
  return 0;
}

function inSync({ remotes }: CloudStatus): string {
  if (remotes.length === 0) return "There is no data to compare.";
  const names = remotes.map((name) => `'${name}'`).join(", ");
  return `Cache and remote ${names} are in sync.`;
}
