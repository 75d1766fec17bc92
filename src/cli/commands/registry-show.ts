import type { Failure } from "#core/failure";
import type { RegisteredModel } from "#core/project";
import type { Command } from "../command.ts";
import { unknownName } from "../failures.ts";
import { dictionary, object } from "../json-shapes.ts";
import { formatTable } from "../table.ts";

export const registryShow: Command = {
  usage: "[MODEL]",
  summary: "Models with their versions and stages",
  options: {},
  run: async ({ args, output, project }) => {
    const wanted = args.positionals[0];
    const all = await (await project()).models();
    const models = all.filter(({ name }) => wanted === undefined || name === wanted);
    if (wanted !== undefined && models.length === 0) throw unknownModel(wanted, all);
    if (output.json) {
      output.document(object({ models: models.map(modelDocument) }));
      return 0;
    }
    if (models.length === 0) {
      output.line(
        "There are no models. Name one under `artifacts:` in dvc.yaml, then `trainyard registry register`.",
      );
      return 0;
    }
    const stageOf = (model: RegisteredModel, version: string) =>
      Object.entries(model.stages).flatMap(([stage, versions]) => (versions[0] === version ? [stage] : []));
    const rows = models.flatMap((model) => {
      const versions = model.versions.filter(({ active }) => active);
      if (versions.length === 0) return [[model.name, "-", "", "", model.path ?? ""]];
      return versions.map(({ version, rev, time }) => [
        model.name,
        version,
        stageOf(model, version).join(", "),
        `${rev.slice(0, 7)} ${time.slice(0, 10)}`,
        model.path ?? "",
      ]);
    });
    const columns = ["MODEL", "VERSION", "STAGE", "COMMIT", "PATH"].map((title) => ({ title }));
    for (const line of formatTable(columns, rows)) output.line(line);
    return 0;
  },
};

function unknownModel(wanted: string, all: readonly RegisteredModel[]): Failure {
  const names = all.map(({ name }) => name);
  const what = { kind: "model-unknown", noun: "model" };
  return unknownName(what, wanted, names, "`trainyard registry show` lists those that there are");
}

function modelDocument(model: RegisteredModel) {
  return object({
    name: model.name,
    path: model.path ?? null,
    type: model.type ?? null,
    description: model.description ?? null,
    labels: [...model.labels],
    versions: model.versions.map(({ version, rev, tag, time, author, message, active }) =>
      object({ version, rev, tag, time, author, message, active }),
    ),
    stages: dictionary(Object.entries(model.stages), (versions) => [...versions]),
  });
}
