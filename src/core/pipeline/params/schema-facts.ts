import { pythonText } from "../python/python-text.ts";
import { isList, isMapping, type Mapping, type Value } from "../value.ts";

/** What a schema says of one parameter, for completion, hover and the form of a run. */
export interface ParameterFacts {
  /** JSON Schema's words: `number`, `integer`, `string`, `boolean`, `null`, `array`, `object`. Empty means any. */
  readonly types: readonly string[];
  readonly minimum?: Value;
  readonly maximum?: Value;
  /** Bounds that the value itself must not reach. */
  readonly exclusiveMinimum?: Value;
  readonly exclusiveMaximum?: Value;
  /** The values that there are to choose from, in the order of the schema. */
  readonly choices?: readonly Value[];
  readonly description?: string;
  readonly default?: Value;
}

/** Follows no more references than this, so that two that name each other come to an end. */
const mostReferences = 20;

/**
 * What a schema says of the parameter with a dotted name. Undefined where the schema does not mention it. A number in the
 * name is the place of a list item.
 */
export function factsOf(schema: Value, key: string): ParameterFacts | undefined {
  const found = key
    .split(".")
    .reduce<readonly Mapping[]>(
      (schemas, name) => schemas.flatMap((one) => below(one, name, schema)),
      alternatives(schema, schema),
    );
  if (found.length === 0) return undefined;
  const first = (keyword: string): Value | undefined => found.find((one) => one.has(keyword))?.get(keyword);
  const constant = first("const");
  const choices = first("enum") ?? (constant === undefined ? undefined : [constant]);
  const description = first("description") ?? first("title");
  return {
    types: typesOf(first("type")),
    ...(isList(choices) && { choices }),
    ...(typeof description === "string" && { description }),
    ...present("default", first("default")),
    ...present("minimum", first("minimum")),
    ...present("maximum", first("maximum")),
    ...present("exclusiveMinimum", first("exclusiveMinimum")),
    ...present("exclusiveMaximum", first("exclusiveMaximum")),
  };
}

/** The names that a schema defines directly below a dotted name; those of the top for empty text. */
export function namesBelow(schema: Value, key: string): readonly string[] {
  const start = alternatives(schema, schema);
  const names = key === "" ? [] : key.split(".");
  const found = names.reduce((schemas, name) => schemas.flatMap((one) => below(one, name, schema)), start);
  return [...new Set(found.flatMap((one) => [...mappingAt(one, "properties").keys()].map(pythonText)))];
}

function present<K extends string>(key: K, value: Value | undefined): { readonly [Key in K]?: Value } {
  const found: { [Key in K]?: Value } = {};
  if (value !== undefined) found[key] = value;
  return found;
}

function typesOf(written: Value | undefined): string[] {
  const types = isList(written) ? written : [written];
  return types.filter((type) => typeof type === "string");
}

/** A schema with those that it stands for or includes: a `$ref`, and all of `allOf`. */
function alternatives(schema: Value | undefined, root: Value, references = 0): readonly Mapping[] {
  if (!isMapping(schema) || references > mostReferences) return [];
  const reference = schema.get("$ref");
  const target = typeof reference === "string" ? schemaAt(root, reference) : undefined;
  const included = schema.get("allOf");
  return [
    schema,
    ...alternatives(target, root, references + 1),
    ...(isList(included) ? included.flatMap((one) => alternatives(one, root, references + 1)) : []),
  ];
}

/** The schema that a reference within the same file leads to: `#/$defs/rate`. */
function schemaAt(root: Value, reference: string): Value | undefined {
  if (!reference.startsWith("#")) return undefined;
  const names = reference.slice(1).split("/").slice(1).map(unescapePointer);
  return names.reduce<Value | undefined>(
    (value, name) => (isMapping(value) ? value.get(name) : isList(value) ? value[Number(name)] : undefined),
    root,
  );
}

/** A part of a JSON pointer, RFC 6901, as it stands in a URI fragment. */
export function unescapePointer(part: string): string {
  return decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A percent sign that begins no character stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The schemas of one name in what a schema describes: by its name, by a pattern of names, or as any other. */
function below(schema: Mapping, name: string, root: Value): readonly Mapping[] {
  const own = mappingAt(schema, "properties").get(name);
  if (own !== undefined) return alternatives(own, root);
  const patterns = [...mappingAt(schema, "patternProperties")].filter(([pattern]) =>
    fitsPattern(pythonText(pattern), name),
  );
  if (patterns.length > 0) return patterns.flatMap(([, one]) => alternatives(one, root));
  const items = /^\d+$/.test(name) ? schema.get("items") : undefined;
  return alternatives(items ?? schema.get("additionalProperties"), root);
}

/** A pattern that is no regular expression fits nothing. */
function fitsPattern(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return false;
  }
}

function mappingAt(schema: Mapping, keyword: string): Mapping {
  const value = schema.get(keyword);
  return isMapping(value) ? value : new Map();
}
