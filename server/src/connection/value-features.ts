import {
  CodeActionRequest,
  CompletionRequest,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  type TextDocumentClientCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { formatOf } from "#core/pipeline/formats/format-of";
import type { ServerOptions } from "#protocol/server-options";
import { diagnosticOptions } from "./diagnostics-requests.ts";
import { documentCapabilities } from "./feature-requests.ts";
import { nameCapabilities } from "./name-requests.ts";
import { presentationCapabilities } from "./presentation-requests.ts";

/** What a client can be told of at any time, by the names of its capabilities. */
type Dynamic = {
  [K in keyof TextDocumentClientCapabilities]-?: "dynamicRegistration" extends keyof NonNullable<
    TextDocumentClientCapabilities[K]
  >
    ? K
    : never;
}[keyof TextDocumentClientCapabilities];

/** A notification or request that the server wants about a document, with the options of its registration. */
export interface ValueFeature {
  readonly method: string;
  readonly capability: Dynamic;
  readonly options?: object;
}

/** The text comes first: the others are about it. */
const inAll: readonly ValueFeature[] = [
  { method: DidOpenTextDocumentNotification.method, capability: "synchronization" },
  {
    method: DidChangeTextDocumentNotification.method,
    capability: "synchronization",
    options: { syncKind: TextDocumentSyncKind.Incremental },
  },
  { method: DidCloseTextDocumentNotification.method, capability: "synchronization" },
  { method: DocumentDiagnosticRequest.method, capability: "diagnostic", options: diagnosticOptions },
  { method: HoverRequest.method, capability: "hover" },
  { method: DefinitionRequest.method, capability: "definition" },
  { method: ReferencesRequest.method, capability: "references" },
  {
    method: CodeActionRequest.method,
    capability: "codeAction",
    options: documentCapabilities.codeActionProvider,
  },
];

/** An editor takes the first answer to these, and of a module of Python only its own server knows who imports it. */
const inData: readonly ValueFeature[] = [
  { method: DocumentHighlightRequest.method, capability: "documentHighlight" },
  { method: RenameRequest.method, capability: "rename", options: nameCapabilities.renameProvider },
];

const inYaml: readonly ValueFeature[] = [
  {
    method: CompletionRequest.method,
    capability: "completion",
    options: documentCapabilities.completionProvider,
  },
];

/** What any server for YAML gives. */
const ofYaml: readonly ValueFeature[] = [
  { method: DocumentSymbolRequest.method, capability: "documentSymbol" },
  { method: FoldingRangeRequest.method, capability: "foldingRange" },
  { method: SelectionRangeRequest.method, capability: "selectionRange" },
  { method: DocumentFormattingRequest.method, capability: "formatting" },
  {
    method: DocumentRangeFormattingRequest.method,
    capability: "rangeFormatting",
    options: presentationCapabilities.documentRangeFormattingProvider,
  },
];

/** What is offered in a file of values that a pipeline names, by its language: nothing that others do better there. */
export function valueFeatures(
  path: string,
  { yamlIsServed = false }: ServerOptions,
): readonly ValueFeature[] {
  const format = formatOf(path);
  return [
    ...inAll,
    ...(format === "python" ? [] : inData),
    ...(format === "yaml" ? inYaml : []),
    ...(format === "yaml" && !yamlIsServed ? ofYaml : []),
  ];
}
