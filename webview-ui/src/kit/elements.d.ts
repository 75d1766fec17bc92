import type { HTMLAttributes } from "preact";

/** The custom elements of @vscode-elements/elements that the views use, with the properties that they set. */
declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "vscode-button": HTMLAttributes<HTMLElement> & {
        readonly secondary?: boolean;
        readonly disabled?: boolean;
      };
      "vscode-checkbox": HTMLAttributes<HTMLElement> & {
        readonly checked?: boolean;
        readonly toggle?: boolean;
        readonly label?: string;
      };
      "vscode-textfield": HTMLAttributes<HTMLElement> & {
        readonly value?: string;
        readonly placeholder?: string;
        readonly type?: string;
        readonly label?: string;
      };
    }
  }
}
