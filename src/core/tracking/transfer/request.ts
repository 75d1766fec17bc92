import type { TargetRequest } from "#core/tracking/select-data";

/** Which data to move, and where. Without targets it is all of the workspace. */
export interface TransferRequest extends TargetRequest {
  /** Targets are patterns with `*`, `?` and `[…]` over what is tracked. */
  readonly glob?: boolean;
  /** Besides the workspace, what the heads of the branches track. */
  readonly allBranches?: boolean;
  /** Besides the workspace, what the tags track. */
  readonly allTags?: boolean;
  /** Besides the workspace, what all commits track. */
  readonly allCommits?: boolean;
  /** Name of a remote; without it each output goes to its own, or to the default one. */
  readonly remote?: string;
  /** Transfers at once; the remote's own setting, or what suits the protocol, when absent. */
  readonly jobs?: number;
  /** Also the records of what runs made of which inputs. */
  readonly runCache?: boolean;
}

/** An object that could not be moved. */
export interface TransferFailure {
  /** Path of the data in the repository. */
  readonly path: string;
  readonly reason: string;
}

/** What a push or a fetch did. */
export interface TransferReport {
  /** Objects that were moved; the listing of a folder is one of them. */
  readonly moved: number;
  /** Their size. */
  readonly bytes: number;
  readonly failed: readonly TransferFailure[];
  /** Paths of data that is neither in the cache nor on the remote. */
  readonly missing: readonly string[];
  /** What was left alone, and why: one sentence each. */
  readonly notes: readonly string[];
}

/** Several reports as one, with more notes. */
export function joinReports(
  reports: readonly TransferReport[],
  notes: readonly string[] = [],
): TransferReport {
  return {
    moved: reports.reduce((sum, { moved }) => sum + moved, 0),
    bytes: reports.reduce((sum, { bytes }) => sum + bytes, 0),
    failed: reports.flatMap(({ failed }) => failed),
    missing: [...new Set(reports.flatMap(({ missing }) => missing))].toSorted(),
    notes: [...notes, ...reports.flatMap((report) => report.notes)],
  };
}
