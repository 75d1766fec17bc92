interface SplitterProps {
  readonly label: string;
  /** Share of the height above the splitter, 0.1 to 0.9. */
  readonly share: number;
  readonly move: (share: number) => void;
}

const clamp = (share: number) => Math.min(0.9, Math.max(0.1, share));

/** A bar between two panes, moved with the pointer or with the arrow keys. */
export function Splitter(props: SplitterProps) {
  const onPointerDown = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const panes = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!panes || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    props.move(clamp((event.clientY - panes.top) / panes.height));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowUp: -0.05, ArrowDown: 0.05, Home: -1, End: 1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    props.move(clamp(props.share + step));
  };
  return (
    <div
      class="splitter"
      role="separator"
      aria-orientation="horizontal"
      aria-label={props.label}
      aria-valuemin={10}
      aria-valuemax={90}
      aria-valuenow={Math.round(props.share * 100)}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
