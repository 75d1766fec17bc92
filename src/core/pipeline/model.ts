import type { ReadValues } from "./formats/read-values.ts";
import type { Document } from "./node.ts";
import type { Problem, Range } from "./problem.ts";
import type { Mapping, Value } from "./value.ts";

/**
 * Gives the text of a repository-relative file, or undefined where there is none. Text only, so that the
 * pipeline is the same function in the editor (unsaved text), in a terminal (disk) and over a Git revision.
 */
export type ReadText = (path: string) => string | undefined;

/** What a pipeline is resolved with: the files that are there and DVC's `parsing.*` settings. */
export interface ResolveOptions {
  readonly read: ReadText;
  /** What a file of values holds, for those that remember it longer than one loading takes. */
  readonly readValues?: (path: string, text: string) => ReadValues;
  /** Whether a path such as `remote://store/data` may name this remote; any name is taken without it. */
  readonly hasRemote?: (name: string) => boolean;
  /** Names in a folder, for suggestions. */
  readonly list?: (folder: string) => readonly string[];
  /** Names of all remotes, for suggestions. */
  readonly remoteNames?: () => Iterable<string>;
  readonly parsing?: {
    readonly bool?: "store_true" | "boolean_optional";
    readonly list?: "nargs" | "append";
  };
}

/** A path that a stage names. `text` is as written (the key in dvc.lock), `path` is repository-relative. */
export interface PathReference {
  readonly text: string;
  readonly path: string;
  /** Where dvc.yaml says so; shared by all stages that one template makes. */
  readonly range: Range;
}

/** `foreach` and `matrix` make several stages of one definition; a plain stage has no expansion. */
export interface Expansion {
  readonly group: string;
  readonly key: string;
  readonly kind: "foreach" | "matrix";
}

export type OutputKind = "out" | "metric" | "plot";

/** How a plot is drawn: the properties that DVC reads of a plot output or of a top-level plot. */
export interface PlotProperties {
  readonly template?: string;
  readonly x?: string;
  readonly y?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly title?: string;
  readonly header?: boolean;
}

export interface Output extends PathReference {
  readonly kind: OutputKind;
  readonly cache: boolean;
  readonly persist: boolean;
  readonly push: boolean;
  readonly remote?: string;
  readonly desc?: string;
  readonly type?: string;
  readonly labels?: readonly string[];
  readonly meta?: Value;
  readonly plot?: PlotProperties;
}

/** Parameters read from one file. No keys means the whole file. */
export interface ParamsDependency extends PathReference {
  readonly keys: readonly { readonly key: string; readonly range: Range }[] | undefined;
}

/** One stage after interpolation and expansion. */
export interface Stage {
  /** `train` in the root dvc.yaml, `sub/dvc.yaml:train` elsewhere: unique in the repository. */
  readonly address: string;
  readonly name: string;
  /** The dvc.yaml it stands in. */
  readonly file: string;
  /** The key of the stage in that file: where a click goes. */
  readonly range: Range;
  readonly expansion?: Expansion;
  /** Repository-relative, `.` for the root. */
  readonly wdir: string;
  /** A string or a list; items keep their type because dvc.lock does. */
  readonly cmd: Value;
  readonly cmdRange: Range;
  readonly deps: readonly PathReference[];
  readonly params: readonly ParamsDependency[];
  readonly outs: readonly Output[];
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  /** Text, unless an expression brings something else. */
  readonly desc?: Value;
  readonly meta?: Value;
  /** What `${}` took from files, each once. DVC shows them among the parameters. */
  readonly variables?: readonly VariableUse[];
}

/** A value that `${}` took from a file; `name` has dots. */
export interface VariableUse {
  readonly file: string;
  readonly name: string;
  readonly value: Value;
}

/** An entry of `artifacts:`: what the registry calls a model. */
export interface Artifact {
  readonly name: string;
  /** `name` in the root, `dir:name` elsewhere: GTO's full name. */
  readonly fullName: string;
  readonly path: string;
  readonly file: string;
  readonly range: Range;
  readonly type?: string;
  readonly desc?: string;
  readonly labels: readonly string[];
  readonly meta?: Value;
}

/** A top-level plot, or a plot output of a stage. */
export interface PlotDefinition extends PlotProperties {
  readonly id: string;
  readonly file: string;
  /** Data files or folders with the columns to draw from each; no columns means DVC's default, the last one. */
  readonly sources: readonly { readonly path: string; readonly y: readonly string[] }[];
}

/** One dvc.yaml. */
export interface PipelineFile {
  readonly path: string;
  readonly document: Document;
  readonly stages: readonly Stage[];
  /** Names of definitions, expanded or not, also of those that did not resolve. */
  readonly definitions: readonly { readonly name: string; readonly range: Range }[];
  /** Repository-relative paths of the top-level lists. */
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly plots: readonly PlotDefinition[];
  readonly artifacts: readonly Artifact[];
  /** What `${}` sees outside of any stage, with the file and place each value comes from. */
  readonly variables: Variables;
}

/** The merged context of `params.yaml` and `vars`. */
export interface Variables {
  readonly values: Mapping;
  /** Where a dotted name is defined; undefined when it is not. */
  readonly origin: (name: string) => { readonly file: string; readonly range: Range } | undefined;
  /** False when a file could not be read: then an unknown name is not an error. */
  readonly complete: boolean;
}

/** All dvc.yaml files of a repository. */
export interface Pipeline {
  readonly files: readonly PipelineFile[];
  readonly stages: readonly Stage[];
  /** Everything found while loading: syntax, shape, interpolation; not the graph and not the lock. */
  readonly problems: readonly Problem[];
}
