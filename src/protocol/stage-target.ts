/** What a link of the language server gives to the command that runs a stage. */
export interface StageTarget {
  /** URI of the dvc.yaml. */
  readonly uri: string;
  /** A name as `trainyard repro` takes it: of a stage, or of a group of them. */
  readonly target: string;
}

/** Whether the argument of a command is a stage that the language server has named. */
export function isStageTarget(value: unknown): value is StageTarget {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof Reflect.get(value, "uri") === "string" &&
    typeof Reflect.get(value, "target") === "string"
  );
}
