/** The connection of a view to the extension: typed both ways, with every inbound message through a guard. */
export interface Host<Out> {
  send(message: Out): void;
  /** What an earlier view kept through a reload, as it was stored. */
  kept(): unknown;
  keep(state: object): void;
}

export interface HostOptions<In> {
  readonly isMessage: (value: unknown) => value is In;
  readonly receive: (message: In) => void;
  /** Called for a message that no guard knows, which happens when the halves are of different versions. */
  readonly refuse: () => void;
}

/** Connects once; VS Code allows a page to ask for its connection a single time. */
export function connectHost<In, Out>(options: HostOptions<In>): Host<Out> {
  const vscode = acquireVsCodeApi<object>();
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (options.isMessage(event.data)) options.receive(event.data);
    else options.refuse();
  });
  return {
    send: (message) => vscode.postMessage(message),
    kept: () => vscode.getState(),
    keep: (state) => vscode.setState(state),
  };
}
