import { setTimeout } from "node:timers/promises";
import { diagnose } from "../../server/src/features/diagnostics.ts";
import { hover } from "../../server/src/features/hover.ts";
import { cacheFiles } from "../../server/src/workspace/files.ts";
import { createWorkspace } from "../../server/src/workspace/workspace.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { longLock, longPipeline } from "./long-files.ts";

// Prints the megabytes that a server holds while a dvc.lock of 50,000 lines is open, with its dvc.yaml beside it.
const root = "/repository";
const files = { [`${root}/.dvc/config`]: "", [`${root}/dvc.yaml`]: longPipeline(26_000) };
const workspace = createWorkspace(cacheFiles(memoryFiles(files)));
workspace.setText(`${root}/dvc.lock`, longLock(50_000));
const context = {
  ...workspace.locate(`${root}/dvc.lock`),
  uriOf: (file: string) => `file://${root}/${file}`,
};
diagnose(context);
hover(context, 1_000);
// A server at rest: what is held loosely lives until the end of the turn.
await setTimeout(0);
globalThis.gc?.();
process.stdout.write(String(process.memoryUsage().rss / 1e6));
