/** The audit log, for whoever operates the platform. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const BASE = '/operator/api/v1/audit';

export type AuditRow = Immutable<platform.AuditRow>;
export type AuditVerdict = Immutable<platform.AuditVerdict>;

/** The whole log as a file. */
export const AUDIT_EXPORT = `${BASE}/export`;

export const AUDIT_KINDS = ['changes', 'refusals', 'decisions'] as const;

export interface AuditFilter {
  readonly kind: (typeof AUDIT_KINDS)[number] | 'all';
  readonly contains: string;
}

/** Entries newest first, page by page. */
export const useAudit = ({ kind, contains }: AuditFilter) =>
  useInfiniteQuery({
    queryKey: ['audit', kind, contains],
    queryFn: ({ pageParam, signal }) =>
      call(`GET ${BASE}`, {
        query: {
          kind,
          ...(contains === '' ? {} : { contains }),
          ...(pageParam === undefined ? {} : { before: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next,
  });

/** Is the log whole? @param checkpoint a place that was kept, `position:hash`; '' = none */
export const verifyAudit = (checkpoint: string) =>
  call(`GET ${BASE}/verification`, { query: checkpoint === '' ? {} : { checkpoint } });
