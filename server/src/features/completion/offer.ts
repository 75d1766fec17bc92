import {
  type Command,
  type CompletionItem,
  type CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  type Range,
} from "vscode-languageserver-types";

/** What a completion offers, before it is known which text it replaces. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  readonly documentation?: string;
  /** What is written; the label where nothing else is said. */
  readonly insert?: string;
  /** `insert` has places to fill in. */
  readonly isSnippet?: true;
  /** Offers of a lower rank stand first. */
  readonly rank?: number;
  /** What it writes is not whole: something is to be chosen behind it. */
  readonly goesOn?: true;
}

/**
 * An offer as the protocol has it, replacing a range.
 * @param hasCommands the client has the commands of VS Code, so that the next list can open by itself
 */
export function toItem(offer: Offer, range: Range, hasCommands: boolean): CompletionItem {
  const { label, kind, detail, documentation, insert, isSnippet, rank } = offer;
  return {
    label,
    kind,
    insertTextMode: InsertTextMode.asIs,
    textEdit: { range, newText: insert ?? label },
    filterText: label,
    sortText: String(rank ?? 0).padStart(5, "0") + label,
    ...(isSnippet === true && { insertTextFormat: InsertTextFormat.Snippet }),
    // The detail alone is seen of the item that is chosen; the description stands behind each.
    ...(detail !== undefined && { detail, labelDetails: { description: detail } }),
    ...(documentation !== undefined && { documentation }),
    ...(hasCommands && offer.goesOn && { command: nextList }),
  };
}

const nextList: Command = { title: "", command: "editor.action.triggerSuggest" };
