import { posix } from "node:path";

import {
  deleteJsonValue,
  deleteYamlValue,
  EditRefused,
  setJsonValue,
  setYamlValue,
} from "#core/pipeline/edit/edit-yaml";
import type { ReadText } from "#core/pipeline/model";
import { readValues } from "#core/pipeline/formats/read-values";
import { isOutside } from "#core/pipeline/repository-path";

import { overrideFailure } from "./failures.ts";
import type { Override } from "./overrides.ts";
import { editsOf } from "./set-value.ts";
import type { Edit } from "./set-value.ts";

/**
 * Rewrites the parameter files that overrides name, one value each, in order. Comments and layout stay.
 * Throws a Failure when an override does not fit.
 * @param read gives the text of a repository-relative file
 * @returns the new texts by repository-relative path
 */
export function applyOverrides(overrides: readonly Override[], read: ReadText): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const override of overrides) {
    const path = repositoryPath(override.file);
    const text = texts.get(path) ?? read(path);
    if (text === undefined)
      throw overrideFailure(`There is no file ${path}, whose "${override.key}" was to be set.`);
    texts.set(path, applyOne(path, text, override));
  }
  return texts;
}

function applyOne(path: string, text: string, override: Override): string {
  const suffix = posix.extname(path).toLowerCase();
  if (suffix === ".toml" || suffix === ".py")
    throw overrideFailure(
      `${path}: only YAML and JSON files can be changed for an experiment; edit this one itself.`,
    );
  const { values, problems } = readValues(path, text);
  const broken = problems.find((problem) => problem.severity === "error");
  if (values === undefined)
    throw overrideFailure(`${path} cannot be read: ${broken?.message ?? "it has no values"}`);
  const [set, take] = suffix === ".json" ? [setJsonValue, deleteJsonValue] : [setYamlValue, deleteYamlValue];
  const apply = (before: string, edit: Edit): string =>
    edit.kind === "delete" ? take(before, edit.key) : set(before, edit.key, edit.value, "either");
  try {
    return editsOf(override, override.values[0], values).reduce(apply, text);
  } catch (error) {
    if (error instanceof EditRefused) throw overrideFailure(`${path}: ${error.message}`);
    throw error;
  }
}

function repositoryPath(file: string): string {
  const path = posix.normalize(file.replaceAll("\\", "/"));
  if (isOutside(path))
    throw overrideFailure(
      `${file} is outside of the repository: name a parameter file by its path inside of it.`,
    );
  return path;
}
