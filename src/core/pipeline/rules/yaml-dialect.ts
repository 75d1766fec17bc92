import { formatOf } from "../formats/format-of.ts";
import type { Document, Node, ScalarNode } from "../node.ts";
import type { Fix, Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { readAsPyYaml, type PyYamlValue } from "../yaml/pyyaml-scalar.ts";
import { readersOf } from "./params-reader.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `yaml/number-dialect`, `yaml/bool-dialect` and `yaml/int-dialect`: values of parameter files that a script with PyYAML
 * reads differently than DVC does. A warning where such a script is seen, information where nobody knows the reader, and
 * nothing where the reader is known to agree with DVC.
 */
export function findDialects(facts: CheckFacts): Problem[] {
  let readers: ReturnType<typeof readersOf> | undefined;
  return facts
    .parameterFiles()
    .filter((path) => formatOf(path) === "yaml")
    .flatMap((path) => {
      const document = facts.valuesOf(path)?.document;
      const found = document === undefined ? [] : differencesIn(document);
      if (document === undefined || found.length === 0) return [];
      const reader = (readers ??= readersOf(facts))(path);
      return reader === "other"
        ? []
        : found.map((each) => problemOf(each, found, document, reader === "pyyaml"));
    });
}

interface Difference {
  readonly node: ScalarNode;
  readonly written: string;
  readonly python: PyYamlValue;
  /** Another way to write the value, in which both readers take it as DVC does now. */
  readonly same: string | undefined;
}

function differencesIn({ text, root }: Document): Difference[] {
  const found: Difference[] = [];
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (node.kind === "scalar") {
      const difference = differenceOf(node, text);
      if (difference && !seen.has(node)) found.push(difference);
      if (difference) seen.add(node);
    } else if (node.kind === "list") node.items.forEach(visit);
    else for (const { value } of node.entries) visit(value);
  };
  if (root) visit(root);
  return found;
}

function differenceOf(node: ScalarNode, text: string): Difference | undefined {
  const { value, style, range } = node;
  const written = text.slice(range.start, range.end);
  if (style !== "plain" || !/^[-+.\d]|^(?:yes|no|on|off)$/i.test(written)) return undefined;
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(written)) return undefined;
  const python = readAsPyYaml(written);
  if (typeof value === "number" && typeof python === "string")
    return { node, written, python, same: withPointAndSign(written) };
  if (typeof value === "bigint" && python !== value) return { node, written, python, same: String(value) };
  const isText = typeof value === "string";
  return isText && typeof python !== "string" ? { node, written, python, same: `'${written}'` } : undefined;
}

/** PyYAML takes a number with an exponent for one when it has a point, a digit before it, and a sign in the exponent. */
function withPointAndSign(written: string): string | undefined {
  const parts = /^([-+]?)(\d[\d_]*)?(\.[\d_]*)?(?:([eE])([-+]?)(\d+))?$/.exec(written);
  if (parts === null) return undefined;
  const [, sign = "", whole = "0", fraction = ".0", letter = "", exponentSign = "", exponent = ""] = parts;
  const power = letter === "" ? "" : `${letter}${exponentSign || "+"}${exponent}`;
  return `${sign}${whole}${fraction}${power}`;
}

function problemOf(
  difference: Difference,
  all: readonly Difference[],
  { file }: Document,
  isRead: boolean,
): Problem {
  const { node, written, python, same } = difference;
  const code = codeOf(difference);
  const hint = same === undefined ? "" : ` Write ${same}.`;
  const rewrite = (each: Difference) => ({
    file,
    range: each.node.range,
    newText: each.same ?? each.written,
  });
  const alike = all.filter((each) => codeOf(each) === code && each.same !== undefined);
  const fixes: Fix[] = [];
  if (typeof python === "boolean") {
    const newText = String(python);
    fixes.push({ title: `Write ${newText}`, changes: [{ file, range: node.range, newText }] });
  }
  // A number that stays the same for DVC and becomes one for the script is what everybody means.
  const preferred = isRead && code === "yaml/number-dialect" && { preferred: true };
  if (same !== undefined)
    fixes.push({ title: `Write ${same}`, changes: [rewrite(difference)], ...preferred });
  if (alike.length > 1 && same !== undefined && code !== "yaml/bool-dialect")
    fixes.push({ title: "Write all of the file so", changes: alike.map(rewrite) });
  return {
    code,
    severity: isRead ? "warning" : "information",
    file,
    range: node.range,
    message: `'${written}' is ${shown(node.value)} for DVC and ${shown(python)} for scripts that use PyYAML.${hint}`,
    fixes,
  };
}

function codeOf({ node, python }: Difference): string {
  if (typeof python === "boolean") return "yaml/bool-dialect";
  return typeof node.value === "number" ? "yaml/number-dialect" : "yaml/int-dialect";
}

function shown(value: ScalarNode["value"] | PyYamlValue): string {
  if (typeof value === "string") return "text";
  return typeof value === "boolean" ? (value ? "true" : "false") : `the number ${pythonText(value)}`;
}
