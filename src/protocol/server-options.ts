/** What the extension tells the language server when it starts it. */
export interface ServerOptions {
  /** URI of the folder with a page for each diagnostic. */
  readonly rules?: string;
}

/** Reads the options of an `initialize` request, which another client may leave out or fill as it likes. */
export function readServerOptions(value: unknown): ServerOptions {
  const rules = typeof value === "object" && value !== null && "rules" in value ? value.rules : undefined;
  return typeof rules === "string" ? { rules } : {};
}
