import type { Row } from "#protocol/compare";
import { Icon } from "../kit/icon.tsx";
import { memo } from "../kit/memo.ts";
import type { PlacedColumn } from "./column-layout.ts";
import { cellText, durationText, timeText } from "./format.ts";
import { actionsFor } from "./row-actions.ts";
import { stateTexts } from "./row-states.ts";
import { Swatch } from "./swatch.tsx";

/** What a row does when it is used; the same object for all rows, so that a row is drawn again only for its own sake. */
export interface RowHandlers {
  readonly tick: (id: string) => void;
  readonly fold: (id: string) => void;
  readonly openMenu: (row: Row, opener: HTMLElement, at?: { readonly x: number; readonly y: number }) => void;
}

export interface RowViewProps {
  readonly row: Row;
  readonly level: 1 | 2;
  readonly expanded: boolean | undefined;
  /** Place among the shown rows, from 0. */
  readonly index: number;
  readonly top: number;
  readonly nameWidth: number;
  readonly columns: readonly PlacedColumn[];
  /** Colour slot where the row is ticked. */
  readonly slot: number | undefined;
  readonly alwaysDash: boolean;
  readonly best: boolean;
  /** Column of the cell that the Tab key reaches, where it is in this row. */
  readonly focused: number | undefined;
  readonly handlers: RowHandlers;
}

/** One row of the table: its name, and the cells of the columns that are in sight. */
export const RowView = memo((props: RowViewProps) => {
  const { row, handlers } = props;
  const onContextMenu = (event: MouseEvent & { readonly currentTarget: HTMLElement }) => {
    event.preventDefault();
    handlers.openMenu(row, event.currentTarget, { x: event.clientX, y: event.clientY });
  };
  return (
    <div
      class={`row state-${row.state}`}
      role="row"
      aria-level={props.level}
      aria-rowindex={props.index + 3}
      aria-expanded={props.expanded}
      aria-selected={props.slot !== undefined}
      style={{ transform: `translateY(${props.top}px)` }}
      onContextMenu={onContextMenu}
    >
      <NameCell {...props} />
      {props.columns.map((placed) => (
        <ValueCell key={placed.column.id} placed={placed} {...props} />
      ))}
    </div>
  );
});

function NameCell(props: RowViewProps) {
  const { row, handlers, slot } = props;
  const stateText =
    row.error === undefined ? stateTexts[row.state] : `${stateTexts[row.state]}: ${row.error}`;
  return (
    <div
      class="cell name"
      role="rowheader"
      aria-colindex={1}
      tabIndex={props.focused === 0 ? 0 : -1}
      data-place={`${props.index}:0`}
      style={{ width: `${props.nameWidth}px` }}
      title={row.error === undefined ? row.name : `${row.name}\n${row.error}`}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        checked={slot !== undefined}
        aria-label={`Show the curves of ${row.name}`}
        onChange={() => handlers.tick(row.id)}
      />
      <span class="swatch-place">
        {slot === undefined ? null : <Swatch slot={slot} alwaysDash={props.alwaysDash} />}
      </span>
      <Twistie level={props.level} expanded={props.expanded} fold={() => handlers.fold(row.id)} />
      <span class="state" title={stateText}>
        <Icon name={row.state} />
        <span class="said">{stateText}</span>
      </span>
      <span class="label">{row.name}</span>
      {actionsFor(row.state).length === 0 ? null : (
        <button
          type="button"
          class="icon-button"
          tabIndex={-1}
          aria-label={`Actions for ${row.name}`}
          aria-haspopup="menu"
          title="Actions"
          onClick={(event) => handlers.openMenu(row, event.currentTarget)}
        >
          <Icon name="more" />
        </button>
      )}
    </div>
  );
}

function Twistie(props: {
  readonly level: 1 | 2;
  readonly expanded: boolean | undefined;
  readonly fold: () => void;
}) {
  const { expanded } = props;
  if (expanded === undefined) return <span class={`twistie level-${props.level}`} />;
  return (
    <button
      type="button"
      class="twistie level-1"
      tabIndex={-1}
      aria-label={expanded ? "Fold experiments" : "Unfold experiments"}
      onClick={props.fold}
    >
      <Icon name={expanded ? "unfolded" : "folded"} />
    </button>
  );
}

function ValueCell(props: RowViewProps & { readonly placed: PlacedColumn }) {
  const { row, placed } = props;
  const { column, index, left, width } = placed;
  const { text, title } = valueOf(row, placed);
  const best = props.best && column.key;
  const live = column.kind === "step" && row.state === "running";
  return (
    <div
      class={`cell${column.numeric ? " numeric" : ""}${best ? " best" : ""}${live ? " progressing" : ""}`}
      role="gridcell"
      aria-colindex={index + 1}
      tabIndex={props.focused === index ? 0 : -1}
      data-place={`${props.index}:${index}`}
      style={{ left: `${left}px`, width: `${width}px` }}
      title={best ? `${title} (best)` : title}
    >
      {best ? (
        <>
          <Icon name="best" />
          <span class="said">Best </span>
        </>
      ) : null}
      {text}
    </div>
  );
}

interface ValueText {
  readonly text: string;
  readonly title: string;
}

function valueOf(row: Row, { column }: PlacedColumn): ValueText {
  switch (column.kind) {
    case "time":
      return row.time === undefined
        ? nothing
        : { text: timeText(row.time, new Date()), title: timeTitle(row.time) };
    case "seconds":
      return row.seconds === undefined
        ? nothing
        : { text: durationText(row.seconds), title: `${row.seconds} s` };
    case "step":
      return row.step === undefined
        ? nothing
        : { text: row.step.toLocaleString("en"), title: `Step ${row.step}` };
    case "cell": {
      const cell = row.cells[column.id];
      return cell === undefined ? nothing : { text: cellText(cell, column.decimals), title: cell.text };
    }
  }
}

const nothing: ValueText = { text: "", title: "" };

function timeTitle(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleString();
}
