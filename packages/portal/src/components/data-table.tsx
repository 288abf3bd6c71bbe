import { Button, Table } from '@digdir/designsystemet-react';
import { Fragment, type ReactNode, useState } from 'react';
import { useTexts } from '../texts/index.tsx';
import { type Sorting, type SortKey, sortedBy } from './sorting.ts';

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T, index: number) => ReactNode;
  /**
   * `row`: names the row. `actions`: what can be done with it; its heading is for screen readers only. `action`: one such thing, in a word or a sign,
   * which in a narrow window stands beside the name. `count`: numbers, digit below digit. `text`: what needs no name beside it.
   */
  readonly kind?: 'row' | 'actions' | 'action' | 'count' | 'text';
  /** Lets one sort by the column. */
  readonly sort?: (row: T) => SortKey;
}

const isAction = <T,>({ kind }: Column<T>): boolean => kind === 'actions' || kind === 'action';

/**
 * Every table of the portal. Where the window is narrow each row stands as a block with the columns' names beside the values, so that nothing,
 * and least of all an action, is out of sight; roles keep it a table to screen readers also then.
 * @param sorted how it is sorted until somebody sorts it otherwise; without it rows stand as they come
 * @param most how many rows are shown at first, where there may be thousands; more are a press away
 * @param whole what stands instead of all the row's cells but its actions, for a row that the columns do not suit
 */
export function DataTable<T>(props: {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T, index: number) => string;
  readonly sorted?: Sorting;
  readonly most?: number;
  readonly whole?: (row: T) => ReactNode | undefined;
}) {
  const { caption, columns, keyOf, whole } = props;
  const { t } = useTexts();
  const [sorting, setSorting] = useState(props.sorted);
  const by = columns.find(({ name }) => name === sorting?.column)?.sort;
  const [most, setMost] = useState(props.most ?? Number.POSITIVE_INFINITY);
  const all = by && sorting ? sortedBy(props.rows, by, sorting.down) : props.rows;
  const rows = all.slice(0, most);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scrolling" tabIndex={0} aria-label={caption}>
      <Table
        border
        hover
        data-color="neutral"
        className={columns.some(({ sort }) => sort) ? 'stacking sortable' : 'stacking'}
        role="table"
      >
        <caption className="ds-sr-only">{caption}</caption>
        <Table.Head role="rowgroup">
          <Table.Row role="row" data-label={t.clientDesk.sortBy}>
            {columns.map((column) => {
              const { name, kind, sort } = column;
              return (
                <Table.HeaderCell
                  key={name}
                  scope="col"
                  role="columnheader"
                  {...(kind === 'count' && { className: 'count' })}
                  {...(sort && {
                    sort: sorting?.column !== name ? 'none' : sorting.down ? 'descending' : 'ascending',
                    onClick: () => setSorting({ column: name, down: sorting?.column === name && !sorting.down }),
                  })}
                >
                  {isAction(column) ? <span className="ds-sr-only">{name}</span> : name}
                </Table.HeaderCell>
              );
            })}
          </Table.Row>
        </Table.Head>
        <Table.Body role="rowgroup">
          {rows.map((row, index) => (
            <Row key={keyOf(row, index)} columns={columns} row={row} index={index} whole={whole} />
          ))}
        </Table.Body>
      </Table>
      {rows.length < all.length && (
        <More shown={rows.length} of={all.length} step={props.most ?? all.length} onMore={setMost} />
      )}
    </section>
  );
}

function Row<T>(props: {
  readonly columns: readonly Column<T>[];
  readonly row: T;
  readonly index: number;
  readonly whole: ((row: T) => ReactNode | undefined) | undefined;
}) {
  const { columns, row, index } = props;
  const instead = props.whole?.(row);
  const actions = columns.filter(isAction);
  return (
    <Table.Row role="row">
      {instead !== undefined && (
        <Table.Cell colSpan={columns.length - actions.length} role="cell">
          {instead}
        </Table.Cell>
      )}
      {(instead === undefined ? columns : actions).map((column) => (
        <Fragment key={column.name}>
          {column.kind === 'row' ? (
            <Table.HeaderCell scope="row" role="rowheader">
              {column.cell(row, index)}
            </Table.HeaderCell>
          ) : (
            <Table.Cell
              role="cell"
              {...(isAction(column)
                ? { className: column.kind === 'action' ? 'actions beside' : 'actions' }
                : { 'data-label': column.name })}
              {...((column.kind === 'count' || column.kind === 'text') && { className: column.kind })}
            >
              <div>{column.cell(row, index)}</div>
            </Table.Cell>
          )}
        </Fragment>
      ))}
    </Table.Row>
  );
}

/** How much of the table is shown, and the way to more. */
function More(props: {
  readonly shown: number;
  readonly of: number;
  /** How many more at a press. */
  readonly step: number;
  readonly onMore: (most: number) => void;
}) {
  const { shown, of, step } = props;
  const { t, language } = useTexts();
  const number = new Intl.NumberFormat(language);
  return (
    <div className="row spread table-more">
      <span className="subtle" role="status">
        {t.clientDesk.shown(number.format(shown), number.format(of))}
      </span>
      <Button variant="tertiary" data-size="sm" onClick={() => props.onMore(shown + step)}>
        {t.clientDesk.more(Math.min(step, of - shown))}
      </Button>
    </div>
  );
}
