import type { Baseline, Experiment, Pipeline, RegisteredModel, Stage, StageStatus } from "#core/project";

import type { KeyMetric } from "../key-metric.ts";
import type { ProjectStore } from "../project-store.ts";
import type { StageActivity } from "./stage-activity.ts";

/** A repository; shown only when several are open. */
export interface ProjectNode {
  readonly kind: "project";
  readonly store: ProjectStore;
}

/** A dvc.yaml. */
export interface FileNode {
  readonly kind: "file";
  readonly store: ProjectStore;
  readonly file: Pipeline["files"][number];
  readonly stages: readonly StageNode[];
}

export interface StageNode {
  readonly kind: "stage";
  readonly store: ProjectStore;
  readonly stage: Stage;
  /** Undefined while it is being found out. */
  readonly status: StageStatus | undefined;
  readonly activity: StageActivity | undefined;
}

/** A `.dvc` file: data that is tracked and that no stage makes. */
export interface DataNode {
  readonly kind: "data";
  readonly store: ProjectStore;
  readonly status: StageStatus;
}

export interface BaselineNode {
  readonly kind: "baseline";
  readonly store: ProjectStore;
  readonly baseline: Baseline;
  readonly experiments: readonly ExperimentNode[];
}

export interface ExperimentNode {
  readonly kind: "experiment";
  readonly store: ProjectStore;
  readonly experiment: Experiment;
  readonly baseline: Baseline;
  readonly metric: KeyMetric | undefined;
  /** What its run is doing: `train (2 of 3)`. */
  readonly doing: string | undefined;
  /** Why a run of ours ended early where it was no failure of the pipeline. */
  readonly interrupted: "stopped" | "lost" | undefined;
  /** It has the best key metric of all that finished. */
  readonly best: boolean;
}

export interface ModelNode {
  readonly kind: "model";
  readonly store: ProjectStore;
  readonly model: RegisteredModel;
  readonly versions: readonly VersionNode[];
}

export interface VersionNode {
  readonly kind: "version";
  readonly store: ProjectStore;
  readonly model: RegisteredModel;
  readonly version: RegisteredModel["versions"][number];
}

/** What a tree shows, and what a command gets when it is called from a tree. */
export type TreeNode =
  ProjectNode | FileNode | StageNode | DataNode | BaselineNode | ExperimentNode | ModelNode | VersionNode;

/** A command's argument as a node of one kind. Commands can be called by anybody with anything. */
export function asNode<K extends TreeNode["kind"]>(
  kind: K,
  value: unknown,
): Extract<TreeNode, { kind: K }> | undefined {
  return isNode(kind, value) ? value : undefined;
}

function isNode<K extends TreeNode["kind"]>(
  kind: K,
  value: unknown,
): value is Extract<TreeNode, { kind: K }> {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === kind && "store" in value
  );
}
