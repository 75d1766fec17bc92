import { inject, test as anyTest } from "vitest";
import type { InteropTools } from "./interop-setup.ts";

const tools = inject("interop");

/** A test that needs the real dvc and gto; it is skipped where they cannot be had. */
export const test: ReturnType<typeof anyTest.skipIf> = anyTest.skipIf(tools === undefined);

/** Where the programs are that this tier runs. */
export function interopTools(): InteropTools {
  if (tools === undefined)
    throw new Error("The interop tools are missing, so no test should have come here.");
  return tools;
}
