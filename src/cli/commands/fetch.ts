import { fetchData } from "#core/tracking/fetch";
import type { Command } from "../command.ts";
import { withProgress } from "../progress-line.ts";
import { readTransferRequest, transferOptions } from "../transfer-options.ts";
import { reportTransfer } from "../transfer-summary.ts";

export const fetch: Command = {
  usage: "[TARGET...]",
  summary: "Bring tracked data from a remote into the cache",
  options: transferOptions,
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    const request = readTransferRequest(args, cwd);
    const report = await withProgress({ output, signal }, (work) => fetchData(place, request, work));
    return reportTransfer("fetched", { report, request, output });
  },
};
