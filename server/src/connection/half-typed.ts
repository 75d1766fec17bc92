import type { Diagnostic } from "vscode-languageserver";
import type { TypedLine } from "./open-documents.ts";

/** Whoever has not typed for so long, in milliseconds, wants to know what is wrong with the line. */
const idleTime = 1000;

/**
 * Holds back what is new while one line is typed: a word that is half there is no mistake yet, and neither is what is missed
 * elsewhere for its sake. Once another line is typed, only what is new on that one waits.
 */
export interface HalfTyped {
  /** The diagnostics to show of a document, and remembers them as shown. */
  readonly settle: (uri: string, items: Diagnostic[], typed: TypedLine | undefined) => Diagnostic[];
  readonly forget: (uri: string) => void;
  readonly dispose: () => void;
}

/**
 * What stood on the line before stays, so that nothing flickers while a word of it is changed.
 *
 * @param idle called with the document when the line has rested and something was held back
 */
export function holdHalfTyped(idle: (uri: string) => void): HalfTyped {
  const shown = new Map<string, { readonly known: ReadonlySet<string>; readonly line: number | undefined }>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const stop = (uri: string) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  const held = (uri: string, items: Diagnostic[], typed: TypedLine): Diagnostic[] => {
    const rest = typed.at + idleTime - performance.now();
    const before = shown.get(uri);
    if (rest <= 0 || before === undefined) return items;
    const isSameLine = before.line === undefined || before.line === typed.line;
    const ready = items.filter((item) => {
      const mayWait = isSameLine || item.range.start.line === typed.line;
      return !mayWait || before.known.has(identity(item));
    });
    if (ready.length < items.length) {
      timers.set(
        uri,
        setTimeout(() => idle(uri), rest),
      );
    }
    return ready;
  };
  return {
    settle: (uri, items, typed) => {
      stop(uri);
      const ready = typed === undefined ? items : held(uri, items, typed);
      shown.set(uri, { known: new Set(ready.map(identity)), line: typed?.line });
      return ready;
    },
    forget: (uri) => {
      stop(uri);
      shown.delete(uri);
    },
    dispose: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

/** The same kind of problem on the same line: its words may change with every letter. */
function identity({ code, range }: Diagnostic): string {
  return `${range.start.line} ${code}`;
}
