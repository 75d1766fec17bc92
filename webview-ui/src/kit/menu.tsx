import { useLayoutEffect, useRef } from "preact/hooks";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  /** Makes it an item with a tick that leaves the menu open. */
  readonly checked?: boolean;
  /** A line above the item, with this text where it is not empty. */
  readonly section?: string;
  readonly choose: () => void;
}

export interface OpenMenu {
  readonly label: string;
  /** Pixels in the viewport. */
  readonly x: number;
  readonly y: number;
  /** Read on each drawing, so that ticks follow what was chosen. */
  readonly items: () => readonly MenuItem[];
  /** Gets the focus back. */
  readonly opener: HTMLElement | undefined;
}

/** Where a menu opens that belongs to an element: at its lower left corner. */
export function below(element: Element): { readonly x: number; readonly y: number } {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom + 2 };
}

/** A menu over the page. Arrows, Home and End move, Enter and Space choose, Escape and Tab close. */
export function Menu(props: { readonly menu: OpenMenu; readonly close: () => void }) {
  const { menu, close } = props;
  const list = useRef<HTMLDivElement>(null);
  const leave = () => {
    close();
    menu.opener?.focus({ preventScroll: true });
  };

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, Math.min(menu.x, window.innerWidth - width - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(menu.y, window.innerHeight - height - 4))}px`;
    element.querySelector<HTMLElement>("[role^=menuitem]")?.focus({ preventScroll: true });
  }, [menu]);

  useLayoutEffect(() => {
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && list.current?.contains(event.target))) close();
    };
    window.addEventListener("pointerdown", outside, true);
    window.addEventListener("blur", close);
    window.addEventListener("resize", close);
    return () => {
      window.removeEventListener("pointerdown", outside, true);
      window.removeEventListener("blur", close);
      window.removeEventListener("resize", close);
    };
  }, [close]);

  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) items[target]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={list} class="menu" role="menu" aria-label={menu.label} onKeyDown={onKeyDown}>
      {menu.items().map((item) => (
        <MenuRow key={`${item.section ?? ""}${item.label}`} item={item} leave={leave} />
      ))}
    </div>
  );
}

function MenuRow(props: { readonly item: MenuItem; readonly leave: () => void }) {
  const { item, leave } = props;
  const choose = () => {
    if (item.checked === undefined) leave();
    item.choose();
  };
  const tick = item.checked === true ? "check" : undefined;
  const icon = item.icon ?? tick;
  return (
    <>
      {item.section === undefined ? null : (
        <div class="menu-section" role="presentation">
          {item.section}
        </div>
      )}
      <button
        type="button"
        class="menu-item"
        role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
        aria-checked={item.checked}
        tabIndex={-1}
        onClick={choose}
      >
        <span class="menu-icon">{icon ? <Icon name={icon} /> : null}</span>
        {item.label}
      </button>
    </>
  );
}
