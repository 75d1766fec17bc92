import { type FileContext, report } from "./file-context.ts";
import { tellJoinedItems } from "./joined-items.ts";
import type { PathReference } from "./model.ts";
import type { Node, ScalarNode } from "./node.ts";
import { pythonText } from "./python/python-text.ts";
import { resolvePath } from "./repository-path.ts";

/** What the paths of a stage are relative to, repository-relative itself, and where mistakes in them are told. */
export interface StageFolder {
  readonly folder: string;
  readonly context: FileContext;
}

/** A path that a stage names, or undefined with a problem where DVC takes none. */
export function readPath(
  node: Node,
  what: "dependency" | "output",
  { folder, context }: StageFolder,
): PathReference | undefined {
  if (node.kind !== "scalar") return undefined;
  const { value, range } = node;
  if (isToldEmpty(node, context)) return undefined;
  if (typeof value !== "string" || (value === "" && what === "dependency")) {
    const shown = value === "" ? "empty text" : typeof value === "object" ? "empty" : pythonText(value);
    report(context, {
      code: "dvc/expected-string",
      message: `A path must be text: this is ${shown}.`,
      range,
    });
    return undefined;
  }
  tellJoinedItems(node, context);
  const path = resolvePath(folder, value);
  const refusal = refusalOf(path, what, context);
  if (refusal === undefined) return { text: value, path, range };
  report(context, { code: refusal.code, message: `'${value}' ${refusal.why}`, range });
  return undefined;
}

/** An item without a value: what stands there at all is told by the check of the shape. */
export function isToldEmpty({ value, range }: ScalarNode, { text }: FileContext): boolean {
  return value === null && /^(?:~|null)?$/i.test(text.slice(range.start, range.end));
}

/** Why DVC takes no such path: the rest of a sentence that begins with the path. */
function refusalOf(
  path: string,
  what: "dependency" | "output",
  { hasRemote }: FileContext,
): { readonly code: string; readonly why: string } | undefined {
  if (/(?:^|\/)dvc\.yaml$|\.dvc$/.test(path)) {
    const why = `is a file of DVC's own: it cannot be ${what === "output" ? "an output" : "a dependency"}.`;
    return { code: `dvc/${what}-is-dvcfile`, why };
  }
  const remote = /^remote:\/\/([^/]*)/.exec(path)?.[1];
  if (remote === undefined || hasRemote === undefined || hasRemote(remote)) return undefined;
  return { code: "dvc/unknown-remote", why: `needs the remote '${remote}', which is not in DVC's settings.` };
}
