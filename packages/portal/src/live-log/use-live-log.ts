import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiFailure } from '../api/http.ts';
import { followLog, type LogRow, readLog } from '../api/live-log.ts';
import { SESSION } from '../api/session.ts';

/** As many as the platform keeps. */
export const MAX_ROWS = 10_000;
const PAGE = 2_000;
const SOONEST_MS = 500;
const LATEST_MS = 10_000;

export type Connection = 'connecting' | 'live' | 'away' | 'ended';

export interface Live {
  /** Newest first; undefined until they have come. */
  readonly rows: readonly LogRow[] | undefined;
  /** Before this not everything is kept. */
  readonly since: string | undefined;
  readonly connection: Connection;
  /** Why the log cannot be had. */
  readonly error: unknown;
  /** Begins anew. */
  readonly again: () => void;
}

const NOTHING: Omit<Live, 'again'> = { rows: undefined, since: undefined, connection: 'connecting', error: undefined };

/**
 * The organisation's log, kept true as rows come. What breaks off is taken up again after the last row; a page that nobody looks at lets go
 * of its connection, of which a browser has few.
 */
export function useLiveLog(organization: string): Live {
  const [live, setLive] = useState(NOTHING);
  const [round, setRound] = useState(0);
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round is a beginning
  useEffect(() => {
    const stop = new AbortController();
    let pause = new AbortController();
    const onVisible = () => {
      pause.abort();
      pause = new AbortController();
    };
    document.addEventListener('visibilitychange', onVisible);
    const change = (part: Partial<Live>) => {
      if (!stop.signal.aborted) setLive((before) => ({ ...before, ...part }));
    };
    setLive(NOTHING);
    void keepUp({
      organization,
      stop: stop.signal,
      pause: () => pause.signal,
      change,
      add: (rows) => setLive((before) => ({ ...before, rows: added(before.rows ?? [], rows) })),
    }).catch((error: unknown) => {
      if (stop.signal.aborted) return;
      change({ error, connection: 'ended' });
      if (error instanceof ApiFailure && error.status === 401) void queries.invalidateQueries({ queryKey: SESSION });
    });
    return () => {
      stop.abort();
      pause.abort();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [organization, queries, round]);
  return { ...live, again: () => setRound((before) => before + 1) };
}

/** @param news oldest first */
export const added = (rows: readonly LogRow[], news: readonly LogRow[]): readonly LogRow[] =>
  [...news.toReversed(), ...rows].slice(0, MAX_ROWS);

interface Keeping {
  readonly organization: string;
  readonly stop: AbortSignal;
  /** Aborted when the page is hidden or seen again. */
  readonly pause: () => AbortSignal;
  readonly change: (part: Partial<Live>) => void;
  readonly add: (rows: readonly LogRow[]) => void;
}

/** @throws ApiFailure when the log is refused */
async function keepUp({ organization, stop, pause, change, add }: Keeping): Promise<void> {
  let after = await readAll(organization, stop, change);
  let wait = SOONEST_MS;
  while (!stop.aborted) {
    if (isHidden()) {
      await aborted(AbortSignal.any([stop, pause()]));
      continue;
    }
    let lost = false;
    try {
      const end = await followLog({
        organization,
        after,
        signal: AbortSignal.any([stop, pause()]),
        onOpen() {
          wait = SOONEST_MS;
          change({ connection: 'live' });
        },
        onRows(rows) {
          after = rows.at(-1)?.id ?? after;
          add(rows);
        },
        onGap() {
          lost = true;
        },
      });
      if (end === 'no-longer') change({ connection: 'connecting' });
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof ApiFailure && [401, 403, 404].includes(error.status)) throw error;
    }
    if (lost) after = await readAll(organization, stop, change).catch(() => after);
    if (isHidden()) continue;
    change({ connection: 'away' });
    await later(wait, stop);
    wait = Math.min(wait * 2, LATEST_MS);
  }
}

/** Reads all that is kept, page after page. @returns where a stream goes on */
async function readAll(organization: string, stop: AbortSignal, change: Keeping['change']): Promise<string> {
  const first = await readLog(organization, { limit: PAGE }, stop);
  let { rows } = first;
  change({ rows, since: first.since });
  let size = rows.length;
  for (let before = rows.at(-1)?.id; size === PAGE && before !== undefined && rows.length < MAX_ROWS; ) {
    const next = await readLog(organization, { limit: PAGE, before }, stop);
    size = next.rows.length;
    before = next.rows.at(-1)?.id;
    rows = [...rows, ...next.rows];
    change({ rows });
  }
  return first.last;
}

const isHidden = (): boolean => document.visibilityState === 'hidden';

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const later = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
