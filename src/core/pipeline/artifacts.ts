import { type FileContext, report } from "./file-context.ts";
import { interpolate, type Interpolation } from "./templating/interpolate.ts";
import { childOf, entriesOf, textOf, textsOf } from "./map-entries.ts";
import type { Artifact } from "./model.ts";
import type { Entry, Node } from "./node.ts";
import { defined } from "./outputs.ts";
import { resolvePath } from "./repository-path.ts";
import type { Scope } from "./templating/scope.ts";
import { toValue } from "./to-value.ts";

/** The `artifacts` section: what the model registry knows by name. */
export function readArtifacts(section: Node | undefined, scope: Scope, context: FileContext): Artifact[] {
  return entriesOf(section).flatMap((entry) => readArtifact(entry, scope, context) ?? []);
}

function readArtifact(entry: Entry, scope: Scope, context: FileContext): Artifact | undefined {
  const interpolation: Interpolation = { context, scope, failed: false };
  const key = interpolate(entry.key, "other", interpolation);
  const value = interpolate(entry.value, "section", interpolation);
  const name = textOf(key);
  const path = textOf(childOf(value, "path"));
  if (interpolation.failed) return undefined;
  const { range } = entry.key;
  if (name === undefined) {
    if (key !== entry.key) {
      report(context, {
        code: "dvc/expected-string",
        message: "The name of an artifact must be text.",
        range,
      });
    }
    return undefined;
  }
  warnOfName(name, entry, context);
  if (path === undefined) return undefined;
  const meta = childOf(value, "meta");
  return {
    name,
    fullName: context.folder === "." ? name : `${context.folder}:${name}`,
    path: resolvePath(context.folder, path),
    file: context.file,
    range,
    ...defined({ type: textOf(childOf(value, "type")), desc: textOf(childOf(value, "desc")) }),
    labels: textsOf(childOf(value, "labels")),
    ...(meta !== undefined && { meta: toValue(meta) }),
  };
}

/** GTO puts the name into Git tags and refuses others. */
function warnOfName(name: string, entry: Entry, context: FileContext): void {
  if (/^[a-zA-Z0-9](?:[a-zA-Z0-9\-/_]*[a-zA-Z0-9])?$/.test(name)) return;
  const { range } = entry.key;
  const slug = name.replace(/[^a-zA-Z0-9\-/_]+/g, "-").replace(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, "");
  const fixes =
    slug === "" || entry.key.value !== name
      ? []
      : [{ title: `Change to '${slug}'`, changes: [{ file: context.file, range, newText: slug }] }];
  report(context, {
    code: "artifacts/name",
    message: `'${name}' cannot be registered: a name has letters, digits, '-', '_' and '/', and a letter or digit at both ends.`,
    range,
    severity: "warning",
    fixes,
  });
}
