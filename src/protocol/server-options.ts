/** What the extension tells the language server when it starts it, and when the settings change. */
export interface ServerOptions {
  /** URI of the folder with a page for each diagnostic. */
  readonly rules?: string;
  /** Levels of rules by code or group, from the setting `trainyard.rules`. */
  readonly levels?: Readonly<Record<string, string>>;
}

/** Reads the options of an `initialize` request, which another client may leave out or fill as it likes. */
export function readServerOptions(value: unknown): ServerOptions {
  const rules = field(value, "rules");
  const levels = readRuleLevels(field(value, "levels"));
  return { ...(typeof rules === "string" && { rules }), ...(Object.keys(levels).length > 0 && { levels }) };
}

/** Reads the setting `trainyard.rules`; what is not a word is left out. */
export function readRuleLevels(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
