import { existsSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "#core/data/atomic-write";
import { Failure } from "#core/failure";
import { findRepository } from "#core/git/repository";
import { dvcFiles, pipelineFiles } from "#core/starter-files";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";

export const init: Command = {
  usage: "",
  summary: "Start a pipeline here: what DVC keeps in a repository, a first dvc.yaml and params.yaml",
  options: {},
  run: async ({ output, cwd }) => {
    // Experiments are commits and the registry is tags: without Git there is nothing to start.
    const root = await findRepository(cwd);
    if ((await realpath(root)) !== (await realpath(cwd))) {
      const message = `A pipeline starts at the root of its Git repository: go to ${root}.`;
      throw new Failure({ kind: "not-the-root", class: "usage", message });
    }
    const files = { ...dvcFiles, ...pipelineFiles };
    const existing = Object.keys(files).filter((file) => existsSync(path.join(cwd, file)));
    if (existing.length > 0) {
      const message = `${existing.join(", ")} ${existing.length > 1 ? "are" : "is"} here already, and nothing was written.`;
      throw new Failure({ kind: "exists", class: "work", message });
    }
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(cwd, file)), { recursive: true });
      await writeFileAtomic(path.join(cwd, file), text);
    }
    if (output.json) output.document(object({ created: Object.keys(files) }));
    else output.done(`Created ${Object.keys(files).join(", ")}. Commit them, then edit dvc.yaml.`);
    return 0;
  },
};
