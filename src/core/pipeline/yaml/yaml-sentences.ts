import type { ErrorCode } from "yaml";
import { describeColon } from "./repair-colon.ts";
import type { SyntaxFinding } from "./syntax-finding.ts";
import { tabIndent } from "./tab-indent.ts";

/** An error of the `yaml` package; `pos` are offsets. */
export interface YamlError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** Says what an error means to a person who edits the file: the parser's own messages speak of YAML's grammar. */
export function describeError(error: YamlError, source: string): SyntaxFinding {
  const start = Math.min(error.pos[0], source.length);
  const end = Math.max(start, Math.min(error.pos[1], source.length));
  if (error.code === "BLOCK_AS_IMPLICIT_KEY") return describeColon(start, source);
  if (error.code === "TAB_AS_INDENT") return tabIndent(start, source);
  return {
    code: "yaml/syntax",
    message: sentenceFor(error.code, error.message, source.slice(start, end)),
    range: { start, end },
  };
}

/** Plain words for what the parser found; its own messages speak of YAML's grammar. */
function sentenceFor(code: ErrorCode, message: string, found: string): string {
  const sentences: Partial<Record<ErrorCode, string>> = {
    ALIAS_PROPS: "An alias cannot have an anchor or a tag of its own.",
    BAD_ALIAS: "An anchor or alias needs a name that does not end in ':'.",
    BAD_COLLECTION_TYPE: "The tag does not suit this value.",
    BAD_DIRECTIVE: "This '%' directive is not one that YAML knows.",
    BAD_DQ_ESCAPE: `'${escapeIn(message)}' is no escape in double quotes: double the backslash or use single quotes.`,
    BAD_INDENT:
      missingBracket(message) ??
      "The indentation does not fit: entries of one block start in the same column.",
    BAD_SCALAR_START: `A value cannot start with '${found}': put it in quotes.`,
    BLOCK_IN_FLOW: "A block of lines cannot stand inside brackets.",
    DUPLICATE_KEY: "The key is defined twice.",
    KEY_OVER_1024_CHARS: "A key cannot be longer than 1024 characters.",
    MISSING_CHAR: missingCharacter(message),
    MULTILINE_IMPLICIT_KEY: "A key must stand on one line with its ':'.",
    MULTIPLE_ANCHORS: "A value cannot have two anchors.",
    MULTIPLE_DOCS: "A second document starts here: DVC reads files with one document only.",
    MULTIPLE_TAGS: "A value cannot have two tags.",
    RESOURCE_EXHAUSTION: "The file is nested too deeply to be read.",
    TAG_RESOLVE_FAILED: "The tag is not known.",
    UNEXPECTED_TOKEN: `'${firstWord(found)}' is not expected here: put the whole value in quotes if it belongs to it.`,
  };
  return sentences[code] ?? "This is not valid YAML.";
}

/** Whether the parser says that a list or mapping in brackets has no end. */
export function isUnclosedFlow(message: string): boolean {
  return missingBracket(message) !== undefined;
}

function missingCharacter(message: string): string {
  const bracket = missingBracket(message);
  if (bracket !== undefined) return bracket;
  if (message.includes("comma") || message.includes(",")) return "A ',' is missing between two items.";
  return "Something is missing here: a key needs ':' and a space, an item needs '- '.";
}

function missingBracket(message: string): string | undefined {
  const bracket = /(?:end with a|expected) ?['"]?([\]}])/.exec(message)?.[1];
  return bracket === undefined ? undefined : `A '${bracket}' is missing before this.`;
}

function escapeIn(message: string): string {
  return /\\\S*/.exec(message)?.[0] ?? "\\";
}

function firstWord(text: string): string {
  const word = text.trim().split(/\s/)[0] ?? "";
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}
