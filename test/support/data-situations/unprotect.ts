import { config, folder, nothing } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** What `unprotect` is asked to do. */
export const unprotections: readonly Situation[] = [
  ...["hardlink", "symlink"].map((type): Situation => ({
    about: `what is linked as ${type}`,
    files: { ".dvc/config": config(type) },
    setUp: async ({ write, dvc: run }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
    },
    command: ["unprotect", "data", "a.txt"],
  })),
  { about: "nothing there", setUp: nothing, command: ["unprotect", "a.txt"], refused: "There is no" },
];
