import { Component, type ComponentChildren, type FunctionComponent, h } from "preact";

type Props = Readonly<Record<string, unknown>>;

/** Whether both have the same fields, compared by identity. */
export function sameFields(a: object, b: object): boolean {
  const left: Props = { ...a };
  const right: Props = { ...b };
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => Object.is(left[name], right[name]))
  );
}

/** Gives a component that renders again only when one of its properties is another value (preact/compat's `memo`). */
export function memo<P extends object>(render: FunctionComponent<P>): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return !sameFields(this.props, next);
    }
    override render(): ComponentChildren {
      return h(render, this.props);
    }
  }
  return (props) => h(Memo, props);
}
