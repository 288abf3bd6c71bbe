import type { LogDetails, LogRow } from '../api/live-log.ts';
import type { TokenRequest } from '../api/types.ts';

/** A line of the log of token requests, which lives longer than the live log and knows less: it is shown as a row like the others. */
export interface OlderRow extends LogRow {
  readonly told: Partial<LogDetails>;
}

export const isOlder = (row: LogRow): row is OlderRow => 'told' in row;

const HTTP_OK = 200;
const HTTP_REFUSED = 400;

/** The lines from before the live log began, as rows. @param since where that begins */
export const olderRows = (lines: readonly TokenRequest[], since: string): readonly OlderRow[] =>
  lines
    .filter(({ time }) => time < since)
    .toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))
    .map(({ time, clientId, outcome, scopes, check, code, parameters, description, remedy }, index) => ({
      id: `older-${time}-${index}`,
      time,
      kind: 'token',
      operation: 'issueToken',
      clientId,
      what: scopes.join(' '),
      outcome: outcome === 'issued' ? 'ok' : 'refused',
      status: outcome === 'issued' ? HTTP_OK : HTTP_REFUSED,
      durationMs: -1,
      trace: '',
      ...(check === undefined ? {} : { check }),
      ...(code === undefined ? {} : { code }),
      ...(parameters === undefined ? {} : { parameters }),
      told: {
        ...(description === undefined ? {} : { message: description }),
        ...(remedy === undefined ? {} : { remedy }),
      },
    }));
