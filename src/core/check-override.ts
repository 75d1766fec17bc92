import { Failure } from "./failure.ts";
import { applyOverrides } from "./experiments/apply-overrides.ts";
import { type Override, parseOverride } from "./experiments/overrides.ts";
import type { ReadText } from "./pipeline/model.ts";
import { readSchemaOf } from "./pipeline/params/params-schema.ts";
import { describeViolation } from "./pipeline/params/schema-sentences.ts";

/**
 * Why a `-S` text should not be run: it cannot be applied to the files as they are, or one of its values does not fit the
 * schema of its parameter. Undefined where all is well.
 */
export function checkOverride(text: string, read: ReadText): string | undefined {
  try {
    const { values, ...override } = parseOverride(text);
    for (const value of values) applyOverrides([{ ...override, values: [value] }], read);
    return schemaViolation({ ...override, values }, read);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

function schemaViolation({ file, key, mode, values }: Override, read: ReadText): string | undefined {
  const schema = mode === "delete" ? undefined : readSchemaOf(file, read)?.schema;
  for (const value of schema === undefined ? [] : values) {
    const [violation] = schema?.checkValue(key, value) ?? [];
    if (violation !== undefined) return describeViolation(violation).message;
  }
  return undefined;
}
