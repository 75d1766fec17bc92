import { pull as pullData } from "#core/tracking/pull";
import type { Pulled } from "#core/tracking/pull";
import { transferFailure } from "#core/tracking/transfer/outcome";
import type { TransferRequest } from "#core/tracking/transfer/request";
import type { Command } from "../command.ts";
import type { Output } from "../output.ts";
import { withProgress } from "../progress-line.ts";
import { readTransferRequest, transferOptions } from "../transfer-options.ts";
import { countOf, transferDocument } from "../transfer-summary.ts";
import { checkoutDocument, checkoutSummary, missingSentence, printCheckout } from "./checkout.ts";

export const pull: Command = {
  usage: "[TARGET...]",
  summary: "Fetch tracked data and bring it into the workspace",
  options: {
    ...transferOptions,
    force: { type: "boolean", short: "f", help: "replace data even when it is not in the cache" },
    "allow-missing": { type: "boolean", help: "do not fail for data that is nowhere" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    const request = { ...readTransferRequest(args, cwd), force: args.flag("force") };
    const pulled = await withProgress({ output, signal }, (work) => pullData(place, request, work));
    print(pulled, output);
    const failure = failureOf(pulled, { ...request, allowMissing: args.flag("allow-missing") });
    if (failure !== undefined) output.error(`trainyard: ${failure}`);
    return failure === undefined ? 0 : 1;
  },
};

function print({ fetched, checkedOut }: Pulled, output: Output): void {
  if (output.json) {
    output.document(
      new Map([...transferDocument("fetched", fetched), ["checkout", checkoutDocument(checkedOut)]]),
    );
  } else {
    printCheckout(checkedOut, output);
    const { files } = checkedOut;
    const changed = files.added + files.modified + files.deleted > 0 ? [checkoutSummary(checkedOut)] : [];
    const moved = fetched.moved > 0 ? [countOf(fetched.moved, "fetched")] : [];
    const done = [...changed, ...moved].join(", ");
    if (done !== "") output.done(`${done}.`);
    else if (fetched.failed.length + fetched.missing.length + checkedOut.failed.length === 0)
      output.done("Everything is up to date.");
  }
  for (const note of fetched.notes) output.note(note);
}

/** Why not everything is in the workspace; undefined when it is, or when what is missing may be. */
function failureOf(
  { fetched, checkedOut }: Pulled,
  request: TransferRequest & { readonly allowMissing: boolean },
): string | undefined {
  const missing = request.allowMissing ? [] : fetched.missing;
  const failure = transferFailure({ ...fetched, missing }, request);
  if (failure !== undefined) return failure.message;
  return checkedOut.failed.length > 0 && !request.allowMissing ? missingSentence(checkedOut) : undefined;
}
