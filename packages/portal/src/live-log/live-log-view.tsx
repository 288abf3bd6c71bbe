import { Button, Paragraph } from '@digdir/designsystemet-react';
import { ArrowUpIcon, PauseIcon, PlayIcon } from '@navikt/aksel-icons';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { ApiFailure } from '../api/http.ts';
import type { LogRow } from '../api/live-log.ts';
import { useOverview } from '../api/portal.ts';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useAddress, useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { State, type StateKind } from '../components/state.tsx';
import { filtered, filterIn, withFilter } from './filter.ts';
import { useTexts } from './words.ts';
import './live-log.css';
import { LogFilters } from './log-filters.tsx';
import { LogTable } from './log-table.tsx';
import { remember } from './seen.ts';
import { type Connection, useLiveLog } from './use-live-log.ts';
import { useNarrow } from './use-window.ts';

export interface LiveLogViewProps {
  readonly organization: string;
  /** Where one client's log is looked at. */
  readonly client?: string;
  /** What is known of the time before the log begins. @param since where it begins */
  readonly older?: (since: string) => readonly LogRow[];
  /** What stands in the place of rows when there have been none. */
  readonly nothing: React.ReactNode;
}

/** The log as it happens, with its filter. */
export function LiveLogView({ organization, client, older, nothing }: LiveLogViewProps) {
  const { t } = useTexts();
  const { rows, since, connection, error, again } = useLiveLog(organization);
  const newest = rows?.[0]?.id;
  useEffect(() => {
    if (newest !== undefined) remember(organization, newest);
  }, [organization, newest]);
  const before = useMemo(() => (since === undefined ? [] : (older?.(since) ?? [])), [older, since]);
  const all = useMemo(() => {
    const own = client === undefined ? (rows ?? []) : (rows ?? []).filter(({ clientId }) => clientId === client);
    return before.length === 0 ? own : [...own, ...before];
  }, [rows, client, before]);
  if (error instanceof ApiFailure && error.status === 404) return <Paragraph>{t.liveLog.elsewhere}</Paragraph>;
  if (error !== undefined) return <NotLoaded what="log" error={error} retry={again} />;
  if (rows === undefined) return <Loading as="log" />;
  return <Rows organization={organization} rows={all} client={client} connection={connection} nothing={nothing} />;
}

interface RowsProps {
  readonly organization: string;
  readonly rows: readonly LogRow[];
  readonly client: string | undefined;
  readonly connection: Connection;
  readonly nothing: React.ReactNode;
}

function Rows({ organization, rows, client, connection, nothing }: RowsProps) {
  const { t } = useTexts();
  const [query, change] = useAddress();
  const [text, setText] = useInAddress('text');
  const overview = useOverview(organization);
  const names = useMemo(
    () => new Map((overview.data?.clients ?? []).map(({ clientId, name }) => [clientId, name])),
    [overview.data],
  );
  const held = useHeld(rows);
  const byPage = useNarrow();
  const parts = useRef<HTMLDivElement>(null);
  // An organisation may have thousands: those of whom nothing is here are not to be chosen.
  const seen = useMemo(() => new Set(rows.map(({ clientId }) => clientId)), [rows]);
  const filter = { ...filterIn(query), text };
  const wanted = useDeferredValue(text);
  const own = client === undefined ? filter.client : '';
  const { kind, outcome } = filter;
  const shown = useMemo(
    () => filtered(held.rows, { client: own, kind, outcome, text: wanted }),
    [held.rows, own, kind, outcome, wanted],
  );
  const news = useMemo(
    () => filtered(rows.slice(0, held.newer), { client: own, kind, outcome, text: wanted }).length,
    [rows, held.newer, own, kind, outcome, wanted],
  );
  const look = ({ text: written, ...part }: Partial<typeof filter>) => {
    if (written !== undefined) setText(written);
    if (Object.keys(part).length > 0) change((known) => withFilter(known, part));
  };
  if (rows.length === 0)
    return (
      <div className="stack">
        <Status connection={connection} paused={false} />
        {nothing}
      </div>
    );
  return (
    <div className="stack log-parts" ref={parts}>
      <LogFilters
        filter={filter}
        names={client === undefined ? names : undefined}
        seen={seen}
        hits={shown.length}
        onChange={look}
      />
      <div className={news > 0 ? 'row spread log-news' : 'row spread'}>
        <div className="row">
          <Status connection={connection} paused={held.paused} />
          <span className="number subtle">{t.liveLog.shown(shown.length)}</span>
        </div>
        <div className="row">
          {news > 0 && (
            <Button
              data-size="sm"
              onClick={() => {
                held.release();
                // Where the page scrolls, the newest rows may stand far above.
                if (byPage) parts.current?.scrollIntoView();
              }}
            >
              <ArrowUpIcon aria-hidden className="icon small" />
              {t.liveLog.newer(news)}
            </Button>
          )}
          <Button variant="secondary" data-size="sm" onClick={held.toggle}>
            {held.paused ? (
              <PlayIcon aria-hidden className="icon small" />
            ) : (
              <PauseIcon aria-hidden className="icon small" />
            )}
            {held.paused ? t.liveLog.go : t.liveLog.pause}
          </Button>
        </div>
      </div>
      {shown.length === 0 ? (
        <Empty title={t.liveLog.none}>
          <Button
            variant="secondary"
            data-size="sm"
            onClick={() => look({ client: '', kind: '', outcome: '', text: '' })}
          >
            {t.liveLog.reset}
          </Button>
        </Empty>
      ) : (
        <LogTable
          key={held.releases}
          organization={organization}
          rows={shown}
          names={names}
          oneClient={client !== undefined}
          open={held.open}
          onOpen={held.setOpen}
          onTop={held.setTop}
        />
      )}
    </div>
  );
}

/**
 * The rows as they are shown: new ones come in while the top is in sight, nothing is unfolded and nobody has asked for a pause; else they
 * wait, so that nothing moves under who reads.
 */
function useHeld(rows: readonly LogRow[]) {
  const [paused, setPaused] = useState(false);
  const [open, setOpen] = useState<string>();
  const [isAtTop, setTop] = useState(true);
  const [from, setFrom] = useState<string>();
  const [releases, setReleases] = useState(0);
  const holds = paused || open !== undefined || !isAtTop;
  const newest = rows[0]?.id;
  // Set while rendering: what comes in between must not be seen for a moment.
  if (holds && from === undefined && newest !== undefined) setFrom(newest);
  if (!holds && from !== undefined) setFrom(undefined);
  const at = holds && from !== undefined ? rows.findIndex(({ id }) => id === from) : 0;
  const newer = Math.max(0, at);
  const held = useMemo(() => (newer === 0 ? rows : rows.slice(newer)), [rows, newer]);
  const release = useCallback(() => {
    setPaused(false);
    setOpen(undefined);
    setTop(true);
    setFrom(undefined);
    setReleases((count) => count + 1);
  }, []);
  const toggle = useCallback(() => setPaused((before) => !before), []);
  return { rows: held, newer, paused, open, setOpen, setTop, releases, release, toggle };
}

const STATES: Readonly<Record<Connection, StateKind>> = {
  live: 'good',
  connecting: 'waits',
  away: 'soon',
  ended: 'idle',
};

function Status({ connection, paused }: { readonly connection: Connection; readonly paused: boolean }) {
  const { t } = useTexts();
  const words = { live: t.liveLog.live, connecting: t.liveLog.connecting, away: t.liveLog.away, ended: t.liveLog.away };
  return (
    <span role="status">
      {paused ? (
        <State kind="idle">{t.liveLog.paused}</State>
      ) : (
        <State kind={STATES[connection]}>{words[connection]}</State>
      )}
    </span>
  );
}
