import type { Place } from "../problem.ts";
import type { ScalarStyle } from "../node.ts";

/** A thing of a pipeline that has a name, and can be named in several places and files. */
export type Named =
  /** A stage, or a group of stages that `foreach` or `matrix` makes. */
  | { readonly kind: "stage"; readonly file: string; readonly name: string }
  /** A value by its keys: in a file of parameters, or in the `vars` of the dvc.yaml that is `file`. */
  | { readonly kind: "parameter"; readonly file: string; readonly path: readonly string[] }
  /** What `${}` knows inside of one stage only: `item`, `key`, and the stage's own `vars`. */
  | {
      readonly kind: "local";
      readonly file: string;
      readonly stage: string;
      readonly path: readonly string[];
    }
  /** A file or folder, repository-relative. */
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "artifact"; readonly file: string; readonly name: string };

/**
 * `definition`: the place that makes the thing what it is; `use`: one that needs it; `record`: what dvc.lock remembers of
 * it; `mention`: a word of a command that is spelt like a path of the stage.
 */
export type Role = "definition" | "use" | "record" | "mention";

/** One place where something is named. */
export interface Occurrence extends Place {
  readonly named: Named;
  readonly role: Role;
  /** False where the text in the file is not the name itself: an expression gives it, or quotes change it. */
  readonly exact: boolean;
  /** How the scalar around it is written. */
  readonly style: ScalarStyle;
  /** Whether the name is all that the scalar says. */
  readonly whole: boolean;
  /** Of a path: the folder that its text is relative to. */
  readonly folder?: string;
}

/** Text that is the same for two names of one thing, and for no others. */
export function identityOf(named: Named): string {
  switch (named.kind) {
    case "path":
      return `path ${named.path}`;
    case "parameter":
      return `parameter ${named.file} ${named.path.join("\n")}`;
    case "local":
      return `local ${named.file} ${named.stage}\n${named.path.join("\n")}`;
    case "stage":
    case "artifact":
      return `${named.kind} ${named.file} ${named.name}`;
  }
}
