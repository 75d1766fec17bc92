import { closest } from "../did-you-mean.ts";
import { findSteps } from "../edit/edit-steps.ts";
import { formatOf } from "../formats/format-of.ts";
import { flowText } from "../yaml/flow-text.ts";
import type { Node } from "../node.ts";
import { type ParamsSchema, readSchemaOf, type SchemaViolation } from "../params/params-schema.ts";
import { describeViolation, lackingKeys } from "../params/schema-sentences.ts";
import type { Fix, Problem, Range } from "../problem.ts";
import type { ReadValues } from "../formats/read-values.ts";
import type { Value } from "../value.ts";
import { fixAddingParameters } from "./fix-adding-parameter.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `params/type`, `params/range`, `params/enum`, `params/required` and `params/not-in-schema`: what the schema beside a
 * parameter file does not allow; `params/schema-broken` of the schema itself. DVC knows no schemas, so all are warnings.
 */
export function findSchemaViolations(facts: CheckFacts): Problem[] {
  const problems = facts.parameterFiles().flatMap((path) => {
    const read = readSchemaOf(path, facts.world.read);
    if (read === undefined) return [];
    const values = facts.valuesOf(path);
    if (read.schema === undefined || values?.values === undefined) return read.problems;
    return violationsIn(path, values, read.schema);
  });
  return onePerPlace(problems);
}

function violationsIn(file: string, { values, document }: ReadValues, schema: ParamsSchema): Problem[] {
  const found = schema.check(values ?? null);
  return found.slice(0, mostProblems).map((violation): Problem => {
    const { node, key } = placeOf(violation, document.root);
    const { code, message, meant } = describeViolation(violation);
    const place = { file, severity: "warning", code } as const;
    const related = [
      { file: schema.file, range: rangeInSchema(schema, violation), message: "The schema says so." },
    ];
    const range = code === "params/not-in-schema" || node?.kind !== "scalar" ? key : (node.range ?? key);
    const rename = code === "params/not-in-schema" ? renamed(violation, schema, file, key) : undefined;
    const fixes = [
      ...(meant !== undefined && node?.kind === "scalar" ? [writing(file, node.range, meant)] : []),
      ...(rename === undefined ? [] : [rename.fix]),
      ...addition(violation, schema, file, document.text),
    ];
    return {
      ...place,
      message: rename === undefined ? message : `${message} Did you mean '${rename.name}'?`,
      range,
      related,
      ...(fixes.length > 0 && { fixes }),
    };
  });
}

/** A file in which more is wrong has the wrong schema. */
const mostProblems = 100;

/** A value in a file, and the key that it belongs to: the start of the file where it is the file itself. */
interface ValuePlace {
  readonly node: Node | undefined;
  readonly key: Range;
}

function placeOf({ path }: SchemaViolation, root: Node | undefined): ValuePlace {
  const steps = findSteps(root, path);
  const last = steps.length === path.length ? steps.at(-1) : undefined;
  return {
    node: path.length === 0 ? root : last?.value,
    key: last?.entry?.key.range ?? last?.value.range ?? { start: 0, end: 0 },
  };
}

/** Where the schema says it, as far as the pointer leads without a reference. */
function rangeInSchema({ document }: ParamsSchema, { pointer }: SchemaViolation): Range {
  const reference = pointer.indexOf("$ref");
  const steps = findSteps(document.root, reference < 0 ? pointer : pointer.slice(0, reference));
  const last = steps.at(-1);
  return last?.entry?.key.range ?? last?.value.range ?? { start: 0, end: 0 };
}

/** YAML and JSON write plain values alike enough; a Python or TOML file takes JSON's text, too. */
function writing(file: string, range: Range, meant: Value): Fix {
  const format = formatOf(file);
  const newText = flowText(meant, format === "yaml" ? "yaml" : "json");
  const written = format === "python" && typeof meant === "boolean" ? (meant ? "True" : "False") : newText;
  return { title: `Change to ${written}`, changes: [{ file, range, newText: written }] };
}

/** What the schema requires, with its default where it has one. */
function addition(
  { keyword, path, value, wanted }: SchemaViolation,
  schema: ParamsSchema,
  file: string,
  text: string,
): Fix[] {
  const names = keyword === "required" ? lackingKeys(value, wanted) : [];
  if (names.length === 0 || names.some((name) => name.includes("."))) return [];
  const added = names.map((name) => {
    const key = [...path, name].join(".");
    return { key, value: schema.factsOf(key)?.default ?? null };
  });
  const fix = fixAddingParameters(file, text, added);
  return fix === undefined ? [] : [fix];
}

function renamed(
  { path }: SchemaViolation,
  schema: ParamsSchema,
  file: string,
  range: Range,
): { readonly name: string; readonly fix: Fix } | undefined {
  const name = closest(path.at(-1) ?? "", schema.namesBelow(path.slice(0, -1).join(".")));
  if (name === undefined || range.start === range.end) return undefined;
  return { name, fix: { title: `Change to '${name}'`, changes: [{ file, range, newText: name }] } };
}
