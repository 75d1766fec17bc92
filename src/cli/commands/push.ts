import { push as pushData } from "#core/tracking/push";
import type { Command } from "../command.ts";
import { withProgress } from "../progress-line.ts";
import { readTransferRequest, transferOptions } from "../transfer-options.ts";
import { reportTransfer } from "../transfer-summary.ts";

export const push: Command = {
  usage: "[TARGET...]",
  summary: "Store tracked data of the cache in a remote",
  options: transferOptions,
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    const request = readTransferRequest(args, cwd);
    const report = await withProgress({ output, signal }, (work) => pushData(place, request, work));
    return reportTransfer("pushed", { report, request, output });
  },
};
