import type { Location, Position, Range as LspRange } from "vscode-languageserver-types";
import type { Range } from "#core/pipeline/problem";
import type { RuleLevels } from "#core/pipeline/rule-levels";
import type { Snapshot } from "../workspace/snapshot.ts";

/** What a feature works on: one place in one file of one snapshot. */
export interface FeatureContext {
  readonly snapshot: Snapshot;
  /** Repository-relative. */
  readonly path: string;
  readonly uriOf: (path: string) => string;
  /** URI of the folder with a page for each diagnostic, where the client has one. */
  readonly rules?: string;
  /** Levels of rules that the user wants, by code or group. */
  readonly levels?: RuleLevels;
  /** The client has the extension's commands. */
  readonly commands?: boolean;
}

/** Offsets become lines and columns here and nowhere else. */
export function toLspRange(
  { snapshot }: Pick<FeatureContext, "snapshot">,
  file: string,
  { start, end }: Range,
): LspRange {
  const lines = snapshot.lines(file);
  return { start: lines.position(start), end: lines.position(end) };
}

export function toLocation(context: FeatureContext, file: string, range: Range): Location {
  return { uri: context.uriOf(file), range: toLspRange(context, file, range) };
}

export function offsetAt({ snapshot, path }: FeatureContext, position: Position): number {
  return snapshot.lines(path).offset(position);
}

/** A part of the document that a request is about. */
export function toOffsets(context: FeatureContext, { start, end }: LspRange): Range {
  return { start: offsetAt(context, start), end: offsetAt(context, end) };
}

/** A file of parameters in a language that editors know by themselves. */
export function hasOwnLanguage(path: string): boolean {
  return /\.(?:json|toml|py)$/i.test(path);
}
