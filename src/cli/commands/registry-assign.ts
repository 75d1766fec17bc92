import { Failure } from "#core/failure";
import type { Command } from "../command.ts";
import { registrationDocument } from "./registry-register.ts";

export const registryAssign: Command = {
  usage: "MODEL",
  summary: "Put a version of a model into a stage, such as prod",
  options: {
    version: { type: "string", value: "VERSION", help: "the version to assign" },
    stage: { type: "string", value: "STAGE", help: "the stage, such as dev or prod" },
  },
  run: async ({ args, output, project }) => {
    const [model] = args.positionals;
    const version = args.text("version");
    const stage = args.text("stage");
    if (model === undefined || version === undefined || stage === undefined) {
      const message = "Say all three: `trainyard registry assign MODEL --version VERSION --stage STAGE`.";
      throw new Failure({ kind: "wrong-usage", class: "usage", message });
    }
    const done = await (await project()).assign({ model, version, stage });
    if (output.json) output.document(registrationDocument(done));
    else output.line(`Assigned ${done.model} ${done.version} to ${stage} (tag ${done.tag}).`);
    return 0;
  },
};
