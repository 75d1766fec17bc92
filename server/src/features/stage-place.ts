/** The section of a stage that a path leads into. */
export interface StagePlace {
  readonly stage: string;
  readonly section: string;
  /** What follows the section. */
  readonly rest: readonly (string | number)[];
}

/** Reads `stages.NAME.SECTION…` and `stages.NAME.do.SECTION…`. */
export function stagePlace(path: readonly (string | number)[]): StagePlace | undefined {
  const [top, stage, ...below] = path;
  if (top !== "stages" || typeof stage !== "string") return undefined;
  const [section, ...rest] = below[0] === "do" ? below.slice(1) : below;
  return typeof section === "string" ? { stage, section, rest } : undefined;
}
