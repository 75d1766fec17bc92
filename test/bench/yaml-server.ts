/** Red Hat's YAML language server, in process and without a schema, which spares it most of its work. */
export interface YamlServer {
  readonly validate: (text: string) => Promise<unknown>;
  readonly hover: (text: string) => Promise<unknown>;
  readonly complete: (text: string) => Promise<unknown>;
}

interface Document {
  readonly uri: string;
}

interface Service {
  readonly configure: (settings: object) => void;
  readonly doValidation: (document: Document, isKubernetes: boolean) => Promise<unknown>;
  readonly doHover: (document: Document, position: object) => Promise<unknown>;
  readonly doComplete: (document: Document, position: object, isKubernetes: boolean) => Promise<unknown>;
}

interface Library {
  readonly getLanguageService: (parameters: object) => Service;
  readonly TextDocument: { readonly create: (...parts: readonly unknown[]) => Document };
}

/** @param url where its library is */
export async function openYamlServer(url: string): Promise<YamlServer> {
  const { getLanguageService, TextDocument } = (await import(url)) as Library;
  const service = getLanguageService({
    schemaRequestService: async () => "{}",
    workspaceContext: { resolveRelativePath: (relative: string) => relative },
  });
  service.configure({ validate: true, hover: true, completion: true, schemas: [], customTags: [] });
  let version = 0;
  // A new version each time, as after an edit: otherwise it answers from memory.
  const document = (text: string) => {
    version += 1;
    return TextDocument.create(`file:///bench-${version}.yaml`, "yaml", version, text);
  };
  const middle = (text: string) => ({ line: Math.floor(text.split("\n").length / 2), character: 6 });
  return {
    validate: (text) => service.doValidation(document(text), false),
    hover: (text) => service.doHover(document(text), middle(text)),
    complete: (text) => service.doComplete(document(text), middle(text), false),
  };
}
