import { type Hover, MarkupKind } from "vscode-languageserver-types";
import { expressionsIn } from "#core/pipeline/templating/expression";
import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import type { Stage } from "#core/pipeline/model";
import type { Range } from "#core/pipeline/problem";
import { ruleAt } from "#core/pipeline/schema";
import { isList } from "#core/pipeline/value";
import { placeAt, type TreePlace } from "./locate.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";
import { producersOf } from "./producers.ts";
import { referencesAt } from "./references-at.ts";
import { findParameter, typeName, valueText } from "./parameters.ts";
import { toValue } from "#core/pipeline/to-value";

/** What there is to know about the thing at an offset of a dvc.yaml. */
export function hover(context: FeatureContext, offset: number): Hover | null {
  const document = context.snapshot.document(context.path);
  const place = placeAt(document?.root, offset);
  if (document === undefined || place === undefined || !context.path.endsWith("dvc.yaml")) return null;
  const found =
    ofExpression(context, place, offset) ??
    ofStageKey(context, place) ??
    ofKey(place) ??
    ofReference(context, place, offset);
  if (found === undefined) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: found.text },
    range: toLspRange(context, context.path, found.range),
  };
}

interface Found {
  readonly text: string;
  readonly range: Range;
}

/** The value of `${a.b}` and where it comes from. */
function ofExpression(
  { snapshot, path }: FeatureContext,
  { node, key }: TreePlace,
  offset: number,
): Found | undefined {
  const scalar = key ?? node;
  if (scalar.kind !== "scalar") return undefined;
  const text = snapshot.read(path) ?? "";
  const expression = expressionsIn(scalar, text).find(
    ({ range }) => range.start <= offset && offset <= range.end,
  );
  const variables = snapshot.file(path)?.variables;
  if (expression === undefined || variables === undefined) return undefined;
  const found = lookUpParameter(variables.values, expression.name);
  if (!found.found) return undefined;
  const origin = variables.origin(expression.name);
  const from = origin === undefined ? "" : `\n\nfrom \`${origin.file}\``;
  const value = code("yaml", `${expression.name}: ${valueText(found.value)}`);
  return { text: `${value}\n${typeName(found.value)}${from}`, range: expression.range };
}

/** On the name of a stage: the commands that run, after interpolation. */
function ofStageKey({ snapshot, path: file }: FeatureContext, { path, key }: TreePlace): Found | undefined {
  if (key === undefined || path.length !== 2 || path[0] !== "stages") return undefined;
  const stages = (snapshot.file(file)?.stages ?? []).filter(({ range }) => range.start === key.range.start);
  if (stages.length === 0) return undefined;
  const shown = stages.slice(0, 5).map((stage) => `**${stage.name}**\n${code("sh", commandText(stage))}`);
  const more = stages.length > shown.length ? [`and ${stages.length - shown.length} more`] : [];
  return { text: [...shown, ...more].join("\n\n"), range: key.range };
}

function commandText({ cmd }: Stage): string {
  return (isList(cmd) ? cmd : [cmd])
    .map((line) => (typeof line === "string" ? line : valueText(line)))
    .join("\n");
}

function ofKey({ path, key }: TreePlace): Found | undefined {
  const rule = key === undefined ? undefined : ruleAt(path);
  return key === undefined || rule === undefined ? undefined : { text: rule.description, range: key.range };
}

/** On a dependency: who makes it. On a parameter: its value. */
function ofReference(context: FeatureContext, place: TreePlace, offset: number): Found | undefined {
  const { snapshot } = context;
  const { dependency, parameter } = referencesAt(context, offset);
  if (parameter !== undefined) {
    const defined = findParameter(snapshot, parameter.file, parameter.key);
    if (defined === undefined) return undefined;
    const value = toValue(defined.value);
    const text = code("yaml", `${parameter.key}: ${valueText(value)}`);
    return { text: `${text}\n${typeName(value)}\n\nfrom \`${parameter.file}\``, range: parameter.range };
  }
  if (dependency === undefined) return undefined;
  const producers = producersOf(snapshot, dependency.path).map(({ name }) => `\`${name}\``);
  const made = producers.length === 0 ? "no stage makes it" : `made by ${producers.join(", ")}`;
  const there = snapshot.exists(dependency.path) ? "exists" : "does not exist yet";
  return { text: `\`${dependency.path}\`: ${made}; ${there}`, range: place.node.range };
}

function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text.replaceAll("```", "")}\n\`\`\``;
}
