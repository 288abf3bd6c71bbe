/** The log of what an organisation's clients ask: what has been, a row's details, and what happens now. */
import { useQuery } from '@tanstack/react-query';
import { tellTime } from '../clock.ts';
import { failureOf } from './failure.ts';
import type * as platform from './generated/operations.ts';
import { ApiFailure, call, type Immutable, orWhenMissing } from './http.ts';
import { lookAgain } from './look-again.ts';
import { EventReader } from './server-sent.ts';

export type LogRow = Immutable<platform.LogRow>;
export type LogDetails = Immutable<platform.LogDetails>;
export type LogList = Immutable<platform.LogList>;
export type LogKind = LogRow['kind'];
export type LogOutcome = LogRow['outcome'];

const PATH = '/portal/api/v1/log';
const LOOK_AGAIN_MS = 15_000;

/** The rows that are kept, newest first. @throws ApiFailure; 404 where the platform keeps no such log */
export async function readLog(
  organization: string,
  query: { readonly limit: number; readonly before?: string },
  signal: AbortSignal,
): Promise<LogList> {
  const list = await call(`GET ${PATH}`, { query, organization, signal });
  if (typeof list === 'string') throw new ApiFailure(404, '');
  return list;
}

/** All that is kept of a row. */
export const useLogRow = (organization: string, id: string) =>
  useQuery({
    queryKey: ['log-row', organization, id],
    queryFn: ({ signal }) => call(`GET ${PATH}/{id}`, { params: { id }, organization, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The id of the newest row, looked at now and then; null where there is none. */
export const useNewestRow = (organization: string | undefined, wanted: boolean) =>
  useQuery({
    queryKey: ['log-newest', organization],
    enabled: wanted && organization !== undefined,
    refetchInterval: lookAgain(LOOK_AGAIN_MS),
    queryFn: async ({ signal }) => {
      const list = await orWhenMissing(readLog(organization ?? '', { limit: 1 }, signal), undefined);
      return list?.rows[0]?.id ?? null;
    },
  });

/** Why a stream has ended: the platform says so, or it broke off. */
export type End = 'no-longer' | 'stopping' | 'broken';

export interface Following {
  readonly organization: string;
  /** The last row that is here. */
  readonly after: string;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  readonly onRows: (rows: readonly LogRow[]) => void;
  /** Rows have been lost. */
  readonly onGap: () => void;
}

/**
 * Follows the log until it ends. Not by EventSource, which tells neither the organisation nor why it was refused.
 * @throws ApiFailure when it is refused
 */
export async function followLog({ organization, after, signal, onOpen, onRows, onGap }: Following): Promise<End> {
  const response = await fetch(PATH, {
    headers: { accept: 'text/event-stream', 'x-portvakt-organization': organization, 'last-event-id': after },
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
  });
  tellTime(response.headers);
  if (!response.ok || !response.body) throw failureOf(response.status, await response.text(), response.headers);
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const events = new EventReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return 'broken';
    const rows: LogRow[] = [];
    for (const { name, data } of events.read(value)) {
      // The platform's own stream has the platform's own rows.
      if (name === 'row') rows.push(JSON.parse(data) as LogRow);
      else if (name === 'gap') onGap();
      else if (name === 'end') {
        onRows(rows);
        return data.includes('no-longer') ? 'no-longer' : 'stopping';
      }
    }
    if (rows.length > 0) onRows(rows);
  }
}
