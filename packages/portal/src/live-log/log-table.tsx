// biome-ignore-all lint/a11y/useFocusableInteractive: a row is unfolded by the button in it, as in every table here
// biome-ignore-all lint/a11y/useSemanticElements: rows have places of their own, and a browser would take its elements of a table for none then
import { ChevronDownIcon, ChevronRightIcon } from '@navikt/aksel-icons';
import { type CSSProperties, memo, useCallback, useDeferredValue, useEffect, useId, useMemo, useRef } from 'react';
import { Link as RouterLink } from 'react-router';
import type { LogRow } from '../api/live-log.ts';
import { pageSegment } from '../api/path.ts';
import { useMinute } from '../clock.ts';
import { Name } from '../components/name.tsx';
import { State } from '../components/state.tsx';
import { isolated } from '../texts/names.ts';
import { LogDetailsView } from './log-details.tsx';
import { duration, endOf, shortened, whyOf } from './row-words.ts';
import { useFocusedRow, useHeight, useNarrow, useRowHeights, useScroll } from './use-window.ts';
import { drawn, heightOf, inSight, topOf, topsOf } from './window.ts';
import { useTexts } from './words.ts';

export interface LogTableProps {
  readonly organization: string;
  readonly rows: readonly LogRow[];
  /** What clients are called. */
  readonly names: ReadonlyMap<string, string>;
  /** One client is looked at. */
  readonly oneClient: boolean;
  /** The row that is unfolded. */
  readonly open: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
  /** Told whether the top is in sight. */
  readonly onTop: (isAtTop: boolean) => void;
}

const COLUMNS = ['time', 'who', 'what', 'outcome', 'duration'] as const;
/** Where one client is looked at, it need not be named in each row. */
const OF_ONE_CLIENT = ['time', 'what', 'outcome', 'duration'] as const;

/**
 * Thousands of rows of which those in sight are drawn. Roles and row numbers make it one table to screen readers; a row that has the focus
 * stays, wherever one scrolls.
 */
export function LogTable(props: LogTableProps) {
  const { rows, open, onOpen, onTop, oneClient } = props;
  const columns = oneClient ? OF_ONE_CLIENT : COLUMNS;
  const shape = oneClient ? 'log log-of-one' : 'log';
  const { t } = useTexts();
  const box = useRef<HTMLElement>(null);
  const byPage = useNarrow();
  const { scrolled, height } = useScroll(box, byPage);
  const { plain, why, head } = useRowHeights(byPage, oneClient);
  const [openHeight, details] = useHeight();
  const focused = useFocusedRow(box);
  const id = useId();
  // The row answers at once; what it unfolds to comes with the next picture, so that nobody waits for it.
  const unfolded = useDeferredValue(open);
  const openAt = unfolded === undefined ? -1 : rows.findIndex((row) => row.id === unfolded);
  const focusedAt = focused === undefined ? -1 : rows.findIndex((row) => row.id === focused);
  const heightOfRow = useCallback(({ outcome }: LogRow) => (outcome === 'ok' ? plain : why), [plain, why]);
  const tops = useMemo(() => topsOf(rows, heightOfRow), [rows, heightOfRow]);
  const geometry = {
    tops,
    open: openAt < 0 ? undefined : openAt,
    openHeight: openAt < 0 ? 0 : openHeight,
  };
  const isAtTop = scrolled < plain / 2;
  useEffect(() => onTop(isAtTop), [onTop, isAtTop]);
  const all = heightOf(geometry);
  const isCut = !byPage && all > height - head + 1;
  const hasMore = isCut && scrolled + height - head < all - 1;
  const table = (
    <section
      ref={box}
      className={hasMore ? `${shape} log-more` : shape}
      style={
        {
          '--rows': `${all - geometry.openHeight + head + 2}px`,
          '--unfolded': `${geometry.openHeight}px`,
        } as CSSProperties
      }
      // What scrolls must be reachable by keyboard.
      {...(!byPage && { tabIndex: 0 })}
      aria-label={t.liveLog.caption}
      data-size="sm"
    >
      <div role="table" aria-label={t.liveLog.caption} aria-rowcount={rows.length + 1}>
        <div role="rowgroup" className="log-head">
          <div role="row" aria-rowindex={1} className="log-cells">
            {columns.map((column) => (
              <span key={column} role="columnheader">
                {t.liveLog.columns[column]}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="log-rows" style={{ blockSize: all }}>
          {drawn(geometry, scrolled, height, focusedAt < 0 ? undefined : focusedAt).map((at) => {
            const row = rows[at];
            if (!row) return null;
            return (
              <div
                key={row.id}
                className="log-place"
                style={{ transform: `translateY(${topOf(at, geometry)}px)` }}
                data-row={row.id}
              >
                <Row
                  row={row}
                  names={props.names}
                  oneClient={props.oneClient}
                  index={at + 2}
                  height={heightOfRow(row)}
                  details={`${id}-details`}
                  isOpen={row.id === open}
                  onOpen={onOpen}
                />
                {at === openAt && (
                  <div role="row" ref={details} id={`${id}-details`} className="log-details">
                    <div role="cell" aria-colspan={columns.length}>
                      <LogDetailsView organization={props.organization} row={row} />
                    </div>
                  </div>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
  const [first, last] = inSight(geometry, scrolled, height - head);
  return (
    <div className="stack tight">
      {table}
      {isCut && <span className="number subtle">{t.liveLog.inSight(first + 1, last + 1, rows.length)}</span>}
    </div>
  );
}

interface RowProps extends Pick<LogTableProps, 'names' | 'oneClient' | 'onOpen'> {
  readonly row: LogRow;
  readonly index: number;
  readonly height: number;
  readonly details: string;
  readonly isOpen: boolean;
}

/** The table is drawn anew for each thing that moves in it, and a row for what changes in the row alone. */
const Row = memo(function Row({ row, names, oneClient, index, height, details, isOpen, onOpen }: RowProps) {
  const texts = useTexts();
  const { t, language } = texts;
  const now = useMinute();
  const { word, state } = endOf(row, t);
  const why = whyOf(row, t, texts)?.why;
  const kind = t.liveLog.kinds[row.kind];
  const time = texts.clock(row.time, now);
  return (
    <div
      role="row"
      aria-rowindex={index}
      className="log-cells log-row"
      data-testid="log-row"
      data-outcome={row.outcome}
      data-kind={row.kind}
      style={{ blockSize: height }}
    >
      <span role="cell" className="log-time">
        <button
          type="button"
          className="log-toggle"
          aria-expanded={isOpen}
          {...(isOpen ? { 'aria-controls': details } : {})}
          aria-label={`${isOpen ? t.liveLog.fold(`${kind} ${time}`) : t.liveLog.unfold(`${kind} ${time}`)}`}
          onClick={() => onOpen(isOpen ? undefined : row.id)}
        >
          {isOpen ? (
            <ChevronDownIcon aria-hidden className="icon small" />
          ) : (
            <ChevronRightIcon aria-hidden className="icon small" />
          )}
          <time dateTime={row.time} title={texts.exact(row.time)}>
            {time}
          </time>
        </button>
      </span>
      {!oneClient && (
        <span role="cell" className="one-line log-who">
          <Who row={row} names={names} />
        </span>
      )}
      <span role="cell" className="log-what">
        <span className="one-line log-name" title={isolated(row.what)}>
          <strong>{kind}</strong> <Name of={shortened(row.what)} />
        </span>
        {why !== undefined && <span className="subtle log-why">{why}</span>}
      </span>
      <span role="cell" className="log-outcome">
        <State kind={state}>{word}</State>
      </span>
      <span role="cell" className="number log-duration">
        {row.durationMs >= 0 ? duration(row.durationMs, language) : '–'}
      </span>
    </div>
  );
});

function Who({ row, names }: Pick<RowProps, 'row' | 'names'>) {
  const { t } = useTexts();
  const { clientId } = row;
  if (clientId === undefined) return <span className="subtle">{t.liveLog.portal}</span>;
  const name = names.get(clientId) ?? clientId;
  if (!names.has(clientId))
    return (
      <span title={isolated(name)}>
        <Name of={name} />
      </span>
    );
  return (
    <RouterLink className="ds-link log-link" to={`/clients/${pageSegment(clientId)}?tab=log`} title={isolated(name)}>
      <Name of={name} />
    </RouterLink>
  );
}
