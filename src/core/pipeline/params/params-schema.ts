import { dereference, type OutputUnit, type Schema, type SchemaDraft, validate } from "@cfworker/json-schema";
import { readValues } from "../formats/read-values.ts";
import type { Document } from "../node.ts";
import type { ReadText } from "../model.ts";
import type { Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { isList, isMapping, isTimestamp, type Value } from "../value.ts";
import { factsOf, namesBelow, type ParameterFacts, unescapePointer } from "./schema-facts.ts";

export type { ParameterFacts } from "./schema-facts.ts";

/** What a value does that its schema does not allow. */
export interface SchemaViolation {
  /** Names and places that lead to the value; of `required`, to the mapping that lacks something. */
  readonly path: readonly string[];
  readonly value: Value;
  /** The keyword of JSON Schema that refuses it; `false` where there must be nothing at all, such as another key. */
  readonly keyword: string;
  /** Where in the schema the keyword stands. */
  readonly pointer: readonly string[];
  /** What the keyword says: a bound, a type, the choices. */
  readonly wanted: Value | undefined;
}

/** A schema of a parameter file: `params.schema.json` or `params.schema.yaml` for `params.yaml`. */
export interface ParamsSchema {
  /** Repository-relative. */
  readonly file: string;
  readonly document: Document;
  /** What the schema says of a parameter by its dotted name. */
  readonly factsOf: (key: string) => ParameterFacts | undefined;
  /** Names that the schema defines directly below a dotted name, or at the top for empty text. */
  readonly namesBelow: (key: string) => readonly string[];
  /** Everything in the values of a whole file that the schema does not allow. */
  readonly check: (values: Value) => readonly SchemaViolation[];
  /** What is wrong with one value for a parameter, whatever the others are. */
  readonly checkValue: (key: string, value: Value) => readonly SchemaViolation[];
}

/** A schema as read; without `schema`, the problems say why. */
export interface ReadSchema {
  readonly schema: ParamsSchema | undefined;
  readonly problems: readonly Problem[];
}

/** Where the schema of a parameter file may stand; the first that is there counts. */
export function schemaPathsOf(paramsFile: string): readonly string[] {
  const stem = paramsFile.replace(/\.[^./]*$/, "");
  return [`${stem}.schema.json`, `${stem}.schema.yaml`];
}

/** Reads the schema beside a parameter file; undefined where there is none. */
export function readSchemaOf(paramsFile: string, read: ReadText): ReadSchema | undefined {
  for (const path of schemaPathsOf(paramsFile)) {
    const text = read(path);
    if (text !== undefined) return readParamsSchema(path, text);
  }
  return undefined;
}

/** Reads a schema: JSON Schema of draft 4, 7, 2019-09 or 2020-12, which is meant where `$schema` says nothing. */
export function readParamsSchema(file: string, text: string): ReadSchema {
  const { values, document, problems } = readValues(file, text);
  if (values === undefined) return { schema: undefined, problems };
  if (!isMapping(values)) return broken(document, "A schema is a mapping with keys such as 'properties'.");
  const schema: Schema = Object.fromEntries(
    [...values].map(([key, item]) => [pythonText(key), plainOf(item)]),
  );
  const draft = draftOf(values.get("$schema"));
  let lookup: Record<string, Schema | boolean>;
  try {
    lookup = dereference(schema);
    // Many mistakes of a schema, such as a reference to nothing, show only when it is used.
    validate({}, schema, draft, lookup, false);
  } catch (error) {
    return broken(document, `This schema cannot be used: ${reasonOf(error)}`);
  }
  const check = (value: Value): readonly SchemaViolation[] =>
    violationsOf(value, { schema, draft, lookup, values });
  return {
    schema: {
      file,
      document,
      factsOf: (key) => factsOf(values, key),
      namesBelow: (key) => namesBelow(values, key),
      check,
      checkValue: (key, value) => {
        const names = key.split(".");
        return check(nested(names, value)).filter(({ path }) => names.every((name, at) => path[at] === name));
      },
    },
    problems: [],
  };
}

function broken(document: Document, message: string): ReadSchema {
  const range = { start: 0, end: Math.max(document.text.indexOf("\n"), 0) };
  const { file } = document;
  return {
    schema: undefined,
    problems: [{ code: "params/schema-broken", severity: "warning", message, file, range }],
  };
}

/** The library says in one line what it does not understand; a schema that refers to itself without end, nothing. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return "it refers to itself without end.";
  const [line = ""] = error instanceof Error ? error.message.split("\n") : [];
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function draftOf(declared: Value | undefined): SchemaDraft {
  if (typeof declared !== "string") return "2020-12";
  if (declared.includes("2019-09")) return "2019-09";
  const older = /draft-0(\d)/.exec(declared)?.[1];
  if (older === undefined) return "2020-12";
  return older === "4" ? "4" : "7";
}

interface UsableSchema {
  readonly schema: Schema;
  readonly draft: SchemaDraft;
  readonly lookup: Record<string, Schema | boolean>;
  readonly values: Value;
}

/** A value may reach a part of the schema that nothing reached before and that makes no sense: then nothing is said. */
function violationsOf(value: Value, { schema, draft, lookup, values }: UsableSchema): SchemaViolation[] {
  let errors: readonly OutputUnit[];
  try {
    ({ errors } = validate(plainOf(value), schema, draft, lookup, false));
  } catch {
    return [];
  }
  return errors.filter(isCause).map(({ keyword, instanceLocation, keywordLocation }) => {
    const pointer = partsOf(keywordLocation);
    const path = partsOf(instanceLocation);
    return { path, value: memberAt(value, path), keyword, pointer, wanted: valueAt(values, pointer) };
  });
}

/** Keywords that only say that a schema below them was not met. */
const wrappers: ReadonlySet<string> = new Set([
  "$ref",
  "$dynamicRef",
  "$recursiveRef",
  "allOf",
  "if",
  "items",
  "prefixItems",
  "additionalItems",
  "additionalProperties",
  "unevaluatedItems",
  "unevaluatedProperties",
  "properties",
  "patternProperties",
  "dependentSchemas",
]);

/** What stands below a choice of schemas is one way not taken: the choice itself is told. */
function isCause({ keyword, keywordLocation }: OutputUnit): boolean {
  if (wrappers.has(keyword)) return false;
  return !/\/(?:anyOf|oneOf)\/\d+(?:\/|$)|\/(?:not|contains|propertyNames)\//.test(keywordLocation);
}

function partsOf(pointer: string): string[] {
  return pointer.split("/").slice(1).map(unescapePointer);
}

/** The part of a value that a path leads to; null where it leads nowhere. */
function memberAt(value: Value, path: readonly string[]): Value {
  return path.reduce((inner, name) => {
    const found = isMapping(inner)
      ? [...inner].find(([key]) => pythonText(key) === name)?.[1]
      : isList(inner)
        ? inner[Number(name)]
        : undefined;
    return found ?? null;
  }, value);
}

/** The part of the schema where a pointer leads, through references; undefined where it leads nowhere. */
function valueAt(root: Value, pointer: readonly string[]): Value | undefined {
  let value: Value | undefined = root;
  for (const part of pointer) {
    value = isMapping(value) ? value.get(part) : isList(value) ? value[Number(part)] : undefined;
    if (part === "$ref" && typeof value === "string")
      value = valueAt(root, value.startsWith("#/") ? partsOf(value) : []);
  }
  return value;
}

/** A mapping with one value, below as many mappings as its name has parts. */
function nested(names: readonly string[], value: Value): Value {
  return names.reduceRight<Value>((inner, name) => new Map([[name, inner]]), value);
}

/** As JSON has it: without a difference between `1` and `1.0`, which JSON Schema does not know either. */
function plainOf(value: Value): unknown {
  if (isMapping(value))
    return Object.fromEntries([...value].map(([key, item]) => [pythonText(key), plainOf(item)]));
  if (isList(value)) return value.map(plainOf);
  if (typeof value === "bigint") return Number(value);
  return isTimestamp(value) ? value.timestamp : value;
}
