import { afterAll, beforeAll } from "vitest";
import { type Judge, startJudge } from "./dvc-judge.ts";
import { makeTempFolder } from "./temp-folder.ts";

/** A judge, and an empty folder for the repositories that it is asked about. */
interface JudgedFolder {
  readonly judge: Judge;
  readonly folder: string;
}

/** Starts a judge for the tests of a file; it ends with them, and its folder goes. */
export function judgedFolder(): JudgedFolder {
  let opened: (JudgedFolder & { readonly remove: () => Promise<void> }) | undefined;
  const open = (): JudgedFolder => {
    if (opened === undefined) throw new Error("The judge is there once the tests run.");
    return opened;
  };
  beforeAll(async () => {
    opened = { ...(await makeTempFolder()), judge: startJudge() };
  });
  afterAll(async () => {
    opened?.judge.stop();
    await opened?.remove();
  });
  return {
    get judge() {
      return open().judge;
    },
    get folder() {
      return open().folder;
    },
  };
}
