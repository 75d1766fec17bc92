import { posix } from "node:path";

import { plainJson } from "#core/pipeline/canonical-json";
import { deleteYamlValue, setYamlValue } from "#core/pipeline/edit-yaml";
import type { ReadText } from "#core/pipeline/model";
import { readValues } from "#core/pipeline/read-values";
import type { Value } from "#core/pipeline/value";

import { overrideFailure } from "./failures.ts";
import type { Override } from "./overrides.ts";
import { applyEdit, editsOf } from "./set-value.ts";
import type { Edit } from "./set-value.ts";

/**
 * Rewrites the parameter files that overrides name, one value each, in order. YAML keeps its comments and its layout.
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
  const { values, problems } = readValues(path, text);
  const broken = problems.find((problem) => problem.severity === "error");
  if (broken !== undefined) throw overrideFailure(`${path} cannot be read: ${broken.message}`);
  const current: Value = values ?? new Map();
  const edits = editsOf(override, override.values[0], current);
  const suffix = posix.extname(path).toLowerCase();
  if (suffix === ".json") return applyToJson(text, current, edits);
  if (suffix === ".toml" || suffix === ".py")
    throw overrideFailure(
      `${path}: only YAML and JSON files can be changed for an experiment; edit this one itself.`,
    );
  return edits.reduce(applyToYaml, text);
}

function applyToYaml(text: string, edit: Edit): string {
  return edit.kind === "delete"
    ? deleteYamlValue(text, edit.key)
    : setYamlValue(text, edit.key, edit.value, "either");
}

/** JSON has no comments to lose, so the file is printed anew with the indentation that it had. */
function applyToJson(text: string, values: Value, edits: readonly Edit[]): string {
  const indent = /^[[{]\r?\n([ \t]+)/u.exec(text.trimStart())?.[1]?.length;
  const ending = text.endsWith("\n") ? "\n" : "";
  return plainJson(edits.reduce(applyEdit, values), indent) + ending;
}

function repositoryPath(file: string): string {
  const path = posix.normalize(file.replaceAll("\\", "/"));
  if (posix.isAbsolute(path) || path.startsWith(".."))
    throw overrideFailure(
      `${file} is outside of the repository: name a parameter file by its path inside of it.`,
    );
  return path;
}
