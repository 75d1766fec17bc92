import { Failure } from "#core/failure";
import type { Registration } from "#core/project";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";

export const registryRegister: Command = {
  usage: "MODEL [REV]",
  summary: "Give a version to a model as it is in a commit or an experiment (default: HEAD)",
  options: {
    version: { type: "string", value: "VERSION", help: "such as v1.2.0 (default: the next patch version)" },
    message: { type: "string", short: "m", value: "TEXT", help: "message of the tag" },
  },
  run: async ({ args, output, project }) => {
    const [model, rev = "HEAD"] = args.positionals;
    if (model === undefined) {
      throw new Failure({
        kind: "wrong-usage",
        class: "usage",
        message: "Name the model; `trainyard registry show` lists them.",
      });
    }
    const version = args.text("version");
    const message = args.text("message");
    const done = await (
      await project()
    ).register({
      model,
      rev,
      ...(version !== undefined && { version }),
      ...(message !== undefined && { message }),
    });
    if (output.json) output.document(registrationDocument(done));
    else
      output.line(`Registered ${done.model} ${done.version} (tag ${done.tag} on ${done.rev.slice(0, 7)}).`);
    return 0;
  },
};

export function registrationDocument({ model, version, tag, rev }: Registration) {
  return object({ model, version, tag, rev });
}
