import type { ResolveOptions } from "./model.ts";
import type { Node } from "./node.ts";
import type { Finding, Problem } from "./problem.ts";
import type { ReadValues } from "./formats/read-values.ts";
import type { Variable } from "./templating/scope.ts";
import type { Value } from "./value.ts";

/** What the parts of the loader share while they read one dvc.yaml. */
export interface FileContext extends ResolveOptions {
  /** The dvc.yaml, repository-relative. */
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  /** Everything found so far. */
  readonly problems: Problem[];
  /** What was reported where in the dvc.yaml. */
  readonly reported: Set<string>;
  /** Files that `vars` named, read once however many stages name them. */
  readonly values: {
    readonly has: (path: string) => boolean;
    readonly get: (path: string) => ReadValues | undefined;
    readonly set: (path: string, values: ReadValues | undefined) => unknown;
  };
  /** What is remembered of files of variables from before. */
  readonly known?: KnownVariables;
  /** Where in a file the items of a group are that `${}` brought. */
  readonly origins: Pick<WeakMap<Node, Origin>, "get" | "set">;
}

/** What was made of the nodes at the top of a file of variables: after an edit most of them are the same objects. */
export interface KnownVariables {
  readonly variables: WeakMap<Node, Variable>;
  readonly values: WeakMap<Variable, Value>;
  /** Nodes in which nothing is that DVC cannot hold. */
  readonly holdable: WeakSet<Node>;
}

/** The file that a value comes from, and its names there. */
interface Origin {
  readonly file: string;
  readonly path: readonly string[];
}

/** Nothing is remembered of most stages: a table for each of thousands would be most of what they cost. */
export function noOrigins(): FileContext["origins"] {
  let known: WeakMap<Node, Origin> | undefined;
  const origins: FileContext["origins"] = {
    get: (node) => known?.get(node),
    set: (node, origin) => (known ??= new WeakMap()).set(node, origin),
  };
  return origins;
}

/** Records a problem in the dvc.yaml; one place is told one kind of problem once, however many stages share it. */
export function report(context: FileContext, finding: Finding): void {
  const { code, message, range, severity = "error", related, fixes } = finding;
  const identity = `${code} ${range.start}`;
  if (context.reported.has(identity)) return;
  context.reported.add(identity);
  context.problems.push({
    code,
    severity,
    message,
    file: context.file,
    range,
    ...(related !== undefined && { related }),
    ...(fixes !== undefined && fixes.length > 0 && { fixes }),
  });
}
