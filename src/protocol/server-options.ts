/** What the extension tells the language server when it starts it. */
export interface ServerOptions {
  /** URI of the folder with a page for each diagnostic. */
  readonly rules?: string;
  /** Levels of rules by code or group, until the client tells its settings. */
  readonly levels?: Readonly<Record<string, string>>;
  /** Another extension gives an outline, folding and formatting of documents whose language is `yaml`. */
  readonly yamlIsServed?: boolean;
  /** Another extension tells what is no YAML in documents whose language is `yaml`: those reports would come twice. */
  readonly yamlIsChecked?: boolean;
  /**
   * The client tells of files by the names of `document-names.ts` only, so that others, which pipelines name, have to be
   * asked for. One that tells of all files of a language would be asked for these twice.
   */
  readonly namedFiles?: boolean;
  /** The client has the commands of `names.ts`, so that links above stages can run them. */
  readonly commands?: boolean;
}

/** Reads the options of an `initialize` request, which another client may leave out or fill as it likes. */
export function readServerOptions(value: unknown): ServerOptions {
  const rules = field(value, "rules");
  const levels = readRuleLevels(field(value, "levels"));
  return {
    ...(typeof rules === "string" && { rules }),
    ...(Object.keys(levels).length > 0 && { levels }),
    ...(field(value, "yamlIsServed") === true && { yamlIsServed: true }),
    ...(field(value, "yamlIsChecked") === true && { yamlIsChecked: true }),
    ...(field(value, "namedFiles") === true && { namedFiles: true }),
    ...(field(value, "commands") === true && { commands: true }),
  };
}

/** The settings below `trainyard.` that the language server follows. */
export interface ServerSettings {
  /** Whether the client wants the problems of files that are not open: `trainyard.diagnostics.workspace`. */
  readonly workspaceDiagnostics: boolean;
  /** Levels of rules by code or group: `trainyard.rules`. */
  readonly levels: Readonly<Record<string, string>>;
}

/** Reads the section `trainyard` of a client's settings; what is missing or of another kind is as if it were not set. */
export function readServerSettings(section: unknown): ServerSettings {
  return {
    workspaceDiagnostics: field(field(section, "diagnostics"), "workspace") === true,
    levels: readRuleLevels(field(section, "rules")),
  };
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
