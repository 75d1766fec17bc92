import { lookUpParameter } from "../params/look-up-parameter.ts";
import type { ScalarNode } from "../node.ts";
import { expressionsIn } from "../templating/expression.ts";
import { interpolatedText } from "../templating/interpolate.ts";
import { isList, isMapping, isTimestamp, type Scalar, type Value } from "../value.ts";
import { scalarYaml } from "../yaml/print-yaml.ts";
import { holds, type RefactorPlace, type Refactoring, scalarAt } from "./refactoring.ts";

/** Writes the value of the `${}` at a selection in its place. What defines it stays: others may use it. */
export function inlineValue(place: RefactorPlace): Refactoring[] {
  const found = scalarAt(place);
  const { document, variables, path } = place.file;
  if (found === undefined) return [];
  const { scalar, inFlow } = found;
  const expression = expressionsIn(scalar, document.text).find(({ range }) => holds(range, place.selection));
  if (expression?.closed !== true || expression.error !== undefined) return [];
  const value = lookUpParameter(variables.values, expression.name);
  const written = document.text.slice(expression.range.start, expression.range.end);
  if (!value.found || !isScalar(value.value) || !/^\$\{[^\n]*\}$/.test(written)) return [];
  const newText = textFor(scalar, written, value.value, document.text);
  if (newText === undefined || (inFlow && /[,[\]{}]/.test(newText))) return [];
  const changes = [{ file: path, range: expression.range, newText }];
  return [{ kind: "inline", title: `Inline ${written} as ${newText}`, changes }];
}

function isScalar(value: Value): value is Scalar {
  return !isList(value) && !isMapping(value) && !isTimestamp(value);
}

/** The text that a scalar of a style takes; undefined where it would come to mean something else. */
function textFor(
  { style, range }: ScalarNode,
  written: string,
  value: Scalar,
  text: string,
): string | undefined {
  const source = text.slice(range.start, range.end);
  if (style === "plain" && source === written) return value === null ? "null" : scalarYaml(value);
  const inside = interpolatedText(value);
  if (/[\r\n]/.test(inside)) return undefined;
  if (style === "single")
    return source.length === written.length + 2 && typeof value !== "string"
      ? undefined
      : inside.replaceAll("'", "''");
  if (style === "double")
    return source.length === written.length + 2 && typeof value !== "string"
      ? undefined
      : JSON.stringify(inside).slice(1, -1);
  if (style !== "plain") return inside;
  const whole = source.replace(written, () => inside);
  return scalarYaml(whole) === whole || /[\r\n]/.test(source) ? inside : undefined;
}
