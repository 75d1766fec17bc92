import { type IconName, iconPaths } from "./icon-paths.ts";

/** A drawing in the text colour, 16 pixels square; hidden from screen readers, so the place it is in has to say it. */
export function Icon(props: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={`icon ${props.class ?? ""}`} viewBox="0 0 16 16" aria-hidden="true">
      <path fill-rule="evenodd" d={iconPaths[props.name]} />
    </svg>
  );
}
