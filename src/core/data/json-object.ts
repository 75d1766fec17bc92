/** An object of a JSON text, whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a text is as JSON. Undefined when it is none, as when its writer was killed or is another program. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** True for what JSON writes in braces. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
