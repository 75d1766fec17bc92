/** A model that the registry knows, from tags and from `artifacts:` of the current dvc.yaml files. */
export interface RegisteredModel {
  /** GTO's full name: `name`, or `dir:name`. */
  readonly name: string;
  /** From `artifacts:`; absent when only tags know the model. */
  readonly path?: string;
  readonly type?: string;
  readonly description?: string;
  readonly labels: readonly string[];
  /** Greatest version first. */
  readonly versions: readonly ModelVersion[];
  /** By stage: the versions that are assigned to it, the one in force first. */
  readonly stages: Readonly<Record<string, readonly string[]>>;
  /** Nobody should use it any more. */
  readonly deprecated?: boolean;
}

export interface ModelVersion {
  /** `v1.2.0` */
  readonly version: string;
  /** Full commit id. */
  readonly rev: string;
  readonly tag: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly author: string;
  readonly message: string;
  /** Registered and not deregistered since. */
  readonly active: boolean;
}

/** What was registered or assigned: what the user is told. */
export interface Registration {
  readonly model: string;
  readonly version: string;
  readonly tag: string;
  /** Full commit id. */
  readonly rev: string;
}
