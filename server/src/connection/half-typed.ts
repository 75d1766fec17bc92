import type { Diagnostic } from "vscode-languageserver";
import type { TypedLine } from "./open-documents.ts";

/** Whoever has not typed for so long, in milliseconds, wants to know what is wrong with the line. */
export const idleTime = 1000;

/** Holds back what is new on the line that is being typed: a word that is half there is no mistake yet. */
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
  const shown = new Map<string, ReadonlySet<string>>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const stop = (uri: string) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  const held = (uri: string, items: Diagnostic[], typed: TypedLine): Diagnostic[] => {
    const rest = typed.at + idleTime - performance.now();
    const known = shown.get(uri);
    if (rest <= 0 || known === undefined) return items;
    const ready = items.filter((item) => item.range.start.line !== typed.line || known.has(identity(item)));
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
      shown.set(uri, new Set(ready.map(identity)));
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
