import type { CompareSort } from "#protocol/compare";
import { Icon } from "../kit/icon.tsx";
import { memo } from "../kit/memo.ts";
import type { PlacedColumn, PlacedGroup } from "./column-layout.ts";
import { columnWidths } from "./columns.ts";

export interface HeaderHandlers {
  readonly sort: (column: string) => void;
  readonly resize: (column: string, width: number) => void;
  readonly openMenu: (
    column: string,
    opener: HTMLElement,
    at?: { readonly x: number; readonly y: number },
  ) => void;
}

export interface HeaderViewProps {
  readonly nameWidth: number;
  readonly columns: readonly PlacedColumn[];
  readonly groups: readonly PlacedGroup[];
  readonly sort: CompareSort | undefined;
  /** Column of the heading that the Tab key reaches, where it is a heading. */
  readonly focused: number | undefined;
  readonly handlers: HeaderHandlers;
}

/** The two sticky rows of headings: the files, and their keys. */
export const HeaderView = memo((props: HeaderViewProps) => (
  <div class="head" role="rowgroup">
    <div class="group-row" role="row" aria-rowindex={1}>
      <div
        class="group corner"
        role="columnheader"
        aria-colindex={1}
        style={{ width: `${props.nameWidth}px` }}
      >
        <span class="said">Row</span>
      </div>
      {props.groups.map((group) => (
        <div
          key={`${group.name}:${group.first}`}
          class="group"
          role="columnheader"
          aria-colindex={group.first + 1}
          style={{ left: `${group.left}px`, width: `${group.width}px` }}
        >
          <span class="group-name" style={{ left: `${props.nameWidth + 10}px` }} title={group.name}>
            {group.name}
          </span>
        </div>
      ))}
    </div>
    <div class="heading-row" role="row" aria-rowindex={2}>
      <Heading
        {...props}
        id="name"
        title="Experiment"
        index={0}
        left={0}
        width={props.nameWidth}
        numeric={false}
      />
      {props.columns.map(({ column, index, left, width }) => (
        <Heading
          key={column.id}
          {...props}
          id={column.id}
          title={column.title}
          heading={column.heading}
          keyMetric={column.key}
          index={index}
          left={left}
          width={width}
          numeric={column.numeric}
        />
      ))}
    </div>
  </div>
));

interface HeadingProps extends HeaderViewProps {
  readonly id: string;
  readonly title: string;
  readonly heading?: string;
  readonly keyMetric?: boolean;
  readonly index: number;
  readonly left: number;
  readonly width: number;
  readonly numeric: boolean;
}

function Heading(props: HeadingProps) {
  const { id, index, handlers, width } = props;
  const sort = props.sort?.column === id ? props.sort : undefined;
  const direction = sort?.descending ? "descending" : "ascending";
  const title = props.keyMetric ? `${props.title}, the key metric` : props.title;
  const onContextMenu = (event: MouseEvent & { readonly currentTarget: HTMLElement }) => {
    event.preventDefault();
    handlers.openMenu(id, event.currentTarget, { x: event.clientX, y: event.clientY });
  };
  return (
    <div
      class={`heading${index === 0 ? " name" : ""}${props.numeric ? " numeric" : ""}`}
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sort ? direction : "none"}
      tabIndex={props.focused === index ? 0 : -1}
      data-place={`-1:${index}`}
      style={index === 0 ? { width: `${width}px` } : { left: `${props.left}px`, width: `${width}px` }}
      title={title}
      aria-label={title}
      onClick={() => handlers.sort(id)}
      onContextMenu={onContextMenu}
    >
      {sort ? <Icon name={direction} class="sorted" /> : null}
      <HeadingText text={props.heading ?? props.title} />
      <Resizer width={width} resize={(next) => handlers.resize(id, next)} />
    </div>
  );
}

/** `train.optimizer.lr`: the last part always fits, the parts before it give way. */
function HeadingText(props: { readonly text: string }) {
  const cut = props.text.lastIndexOf(".") + 1;
  return (
    <span class="heading-text">
      {cut === 0 ? null : <span class="prefix">{props.text.slice(0, cut)}</span>}
      <span class="leaf">{props.text.slice(cut)}</span>
    </span>
  );
}

/** The right edge of a heading, which is dragged to make the column wider. */
function Resizer(props: { readonly width: number; readonly resize: (width: number) => void }) {
  const onPointerDown = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    event.preventDefault();
    const edge = event.currentTarget;
    const from = event.clientX;
    edge.setPointerCapture(event.pointerId);
    edge.onpointermove = (move) => {
      const width = props.width + move.clientX - from;
      props.resize(Math.round(Math.max(columnWidths.least, Math.min(columnWidths.most, width))));
    };
    edge.onpointerup = () => {
      edge.onpointermove = null;
    };
  };
  return <span class="resizer" onPointerDown={onPointerDown} onClick={(event) => event.stopPropagation()} />;
}
