import type { CommandLine } from "../command/command-line.ts";
import type { ReadValues } from "../formats/read-values.ts";
import type { Links } from "../graph/links.ts";
import type { LockFile } from "../lock/lock-model.ts";
import type { LockPlaces } from "../lock/lock-places.ts";
import type { Pipeline, PipelineFile, ReadText, Stage } from "../model.ts";
import type { Document, Node } from "../node.ts";
import type { ParameterPlace } from "../params/parameter-places.ts";
import type { Problem } from "../problem.ts";
import type { ParameterRead } from "../python/params-reads.ts";
import type { Value } from "../value.ts";
import type { ParameterUse } from "./parameter-uses.ts";

/** What the rules may ask about the world outside of dvc.yaml. Paths are repository-relative. */
export interface CheckWorld {
  /** Whether a file or folder is there; undefined where nobody can tell. */
  readonly exists: (path: string) => boolean | undefined;
  /** The dvc.lock next to a dvc.yaml. */
  readonly locks: (pipelineFile: string) => LockFile | undefined;
  readonly read: ReadText;
  /** What a parameter file holds, for worlds that remember it longer than one check takes. */
  readonly values?: (path: string) => ReadValues | undefined;
  /** The `.dvc` file that tracks this path, or a folder around it, where it is not the one next to it. */
  readonly tracked?: (path: string) => string | undefined;
  /** Names in a folder, for suggestions; those of folders may end with `/`. */
  readonly list?: (folder: string) => readonly string[];
  /** Whether the cache has the object of a hash. */
  readonly inCache?: (md5: string) => boolean | undefined;
  /** Whether there is any place to pull data from. */
  readonly hasRemotes?: () => boolean | undefined;
  /** Whether Git tracks a file, or any file in a folder. */
  readonly inGit?: (path: string) => boolean | undefined;
}

/** What rules over the graph see. `documents` are there for fixes; without them problems carry none. */
export interface GraphFacts {
  readonly links: Links;
  readonly documents: ReadonlyMap<string, Document>;
}

/** The names in a folder. */
export interface FolderNames {
  readonly has: (name: string) => boolean;
  /** The first name that is the same but for capitals. */
  readonly inOtherCase: (name: string) => string | undefined;
}

/** A parameter by its dotted name. */
export interface NamedParameter {
  readonly key: string;
  readonly value: Value;
}

export interface CheckFacts extends GraphFacts {
  readonly pipeline: Pipeline;
  /** False while a definition has mistakes and gives no stage: what it makes is not known then. */
  readonly isComplete: boolean;
  readonly world: CheckWorld;
  /** What a parameter file holds, read once for all rules; undefined where there is no such file. */
  readonly valuesOf: (path: string) => ReadValues | undefined;
  /** Where a parameter stands in its file, by its dotted name. */
  readonly parameterPlace: (file: string, name: string) => ParameterPlace | undefined;
  /** Places in the dvc.lock beside a dvc.yaml; undefined where there is none. */
  readonly lockPlaces: (pipelineFile: string) => LockPlaces | undefined;
  /** What dvc.yaml writes for a stage; one template for all stages of a group, which may have `${}` in it. */
  readonly definitionOf: (stage: Stage) => Node | undefined;
  /** The dvc.yaml of a stage. */
  readonly fileOf: (stage: Stage) => PipelineFile | undefined;
  /** What `${}` sees in a stage's file under this name or below another one: `lr` gives `train.lr`. */
  readonly parametersNamed: (stage: Stage, name: string) => readonly NamedParameter[];
  /** The parameters that a Python script reads, as far as there is no doubt; many stages run one script. */
  readonly readsOf: (script: string) => readonly ParameterRead[];
  /** The names in a folder, without the `/` of folders. */
  readonly namesIn: (folder: string) => FolderNames;
  /** The files that stages take parameters from, and each params.yaml beside a dvc.yaml; not those that a stage makes. */
  readonly parameterFiles: () => readonly string[];
  /** How the pipeline uses each of its files of parameters. */
  readonly parameterUses: () => ReadonlyMap<string, ParameterUse>;
  /** Whether the repository's own workflows run on Windows. */
  readonly runsOnWindows: () => boolean;
  /** The lines of a stage's command as a shell reads them. */
  readonly commandsOf: (stage: Stage) => readonly CommandLine[];
}

export type GraphRule = (facts: GraphFacts) => readonly Problem[];
export type Rule = (facts: CheckFacts) => readonly Problem[];

/**
 * A rule over one stage: what it says stays true until the stage, or what it asked the world about the files around it,
 * changes. One that looks at `links` or `isComplete` stands in `rulesAmongOthers`; none looks at other stages otherwise.
 */
export type StageRule = (stage: Stage, facts: CheckFacts) => readonly Problem[];

/** A rule over what one dvc.yaml says outside of its stages, and over the dvc.lock beside it. */
export type FileRule = (file: PipelineFile, facts: CheckFacts) => readonly Problem[];
