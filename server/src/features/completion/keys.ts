import { CompletionItemKind } from "vscode-languageserver-types";
import { keysAt, type KeyRule } from "#core/pipeline/schema";
import type { Offer } from "./offer.ts";
import { type CompletionPlace, presentKeys } from "./place.ts";

/** Keys that DVC defines for this place and that the mapping does not have yet; where names are free, whole stages. */
export function keyOffers(place: CompletionPlace): readonly Offer[] {
  const { path, flowKeys } = place.cursor;
  const present = presentKeys(place);
  const keys = Object.entries(keysAt(path))
    .filter(([key, rule]) => !present.has(key) && rule.deprecated === undefined && fits(key, present))
    .map(([key, rule], index) => keyOffer(place, key, rule, index));
  const isStages = path.length === 1 && path[0] === "stages";
  return isStages && flowKeys === undefined ? stageSnippets(place) : keys;
}

/** `foreach` and `do` come without any other key, and not with `matrix`. */
function fits(key: string, present: ReadonlySet<string>): boolean {
  if (present.has("foreach") || present.has("do")) return key === "foreach" || key === "do";
  return (key !== "do" && key !== "foreach") || !(present.has("cmd") || present.has("matrix"));
}

function keyOffer(place: CompletionPlace, key: string, { shape, description }: KeyRule, rank: number): Offer {
  const offer: Offer = { label: key, kind: CompletionItemKind.Property, documentation: description, rank };
  const isBlock = shape.kind === "list" || shape.kind === "named" || shape.kind === "record";
  if (!isBlock) return { ...offer, insert: `${key}: ` };
  if (place.cursor.flowKeys !== undefined) return inFlow(place, offer, shape.kind === "list" ? "[]" : "{}");
  if (!place.snippets) return { ...offer, insert: `${key}:` };
  const below = "\n" + " ".repeat(place.column);
  const inner = shape.kind === "list" ? `${below}${listIndent(place)}- $0` : `${below}  $0`;
  const isTop = place.cursor.path.length === 0;
  const isChosen = key === "deps" || key === "params" || (isTop && (key === "plots" || key === "metrics"));
  return { ...offer, insert: `${key}:${inner}`, isSnippet: true, ...(isChosen && { goesOn: true as const }) };
}

/** A key whose value is in brackets of its own, as the mapping around it is. */
function inFlow({ snippets }: CompletionPlace, offer: Offer, [open = "", close = ""]: string): Offer {
  if (!snippets) return { ...offer, insert: `${offer.label}: ${open}`, goesOn: true };
  return { ...offer, insert: `${offer.label}: ${open}$0${close}`, isSnippet: true, goesOn: true };
}

/** Lists go where the file has them: in the column of their key, or deeper. */
function listIndent({ context }: CompletionPlace): string {
  const text = context.snapshot.read(context.path) ?? "";
  return /^( *)[\w-]+:[ ]*\r?\n\1- /m.test(text.slice(0, 10_000)) ? "" : "  ";
}

function stageSnippets(place: CompletionPlace): readonly Offer[] {
  if (!place.snippets) return [];
  const lines = (...text: readonly string[]): string => text.join("\n" + " ".repeat(place.column));
  const list = listIndent(place);
  const snippet = (label: string, detail: string, insert: string, rank: number): Offer => ({
    label,
    detail,
    insert,
    kind: CompletionItemKind.Snippet,
    isSnippet: true,
    rank,
  });
  return [
    snippet(
      "stage",
      "a stage with its command, dependencies and outputs",
      lines(
        "${1:name}:",
        "  cmd: ${2:python ${3:script.py}}",
        "  deps:",
        `  ${list}- \${3:script.py}`,
        "  outs:",
        `  ${list}- \${4:output}`,
      ),
      0,
    ),
    snippet(
      "foreach",
      "one stage for each item",
      lines(
        "${1:name}:",
        "  foreach:",
        `  ${list}- \${2:item}`,
        "  do:",
        "    cmd: ${3:command} \\${item\\}",
        "    outs:",
        `    ${list}- \${4:output}/\\\${item\\}`,
      ),
      1,
    ),
    snippet(
      "matrix",
      "one stage for each combination",
      lines(
        "${1:name}:",
        "  matrix:",
        "    ${2:axis}: [${3:a, b}]",
        "  cmd: ${4:command} \\${item.${2:axis}\\}",
        "  outs:",
        `  ${list}- \${5:output}/\\\${item.\${2:axis}\\}`,
      ),
      2,
    ),
  ];
}
