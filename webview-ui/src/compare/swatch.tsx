import { slotLook } from "../charts/chart-colors.ts";

/** A short line in the colour and the dash of a slot. */
export function Swatch(props: { readonly slot: number; readonly alwaysDash: boolean }) {
  const { color, dash } = slotLook(props.slot, props.alwaysDash);
  return (
    <svg class={`swatch series-${color + 1} dash-${dash + 1}`} viewBox="0 0 18 8" aria-hidden="true">
      <path d="M1 4H17" />
    </svg>
  );
}
