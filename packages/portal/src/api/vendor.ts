/** The vendor's desk: its systems, what it asks its customers for, and what has become of it. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const VENDOR = '/portal/api/v1/vendor';
const ONE = `${VENDOR}/systems/{systemId}` as const;

/** A system as its vendor sees it. */
export type OwnSystem = Immutable<platform.System>;
export type NewSystem = Immutable<platform.NewSystem>;
export type AskedStandard = Immutable<platform.SystemUserRequest>;
export type AskedAgent = Immutable<platform.AgentSystemUserRequest>;
export type AskedChange = Immutable<platform.ChangeRequest>;
export type CustomersUser = Immutable<platform.ExternalSystemUser>;
export type NewChange = Immutable<platform.NewChangeRequest>;

export const ownSystemsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['own-systems', organization],
    queryFn: ({ signal }) => call(`GET ${VENDOR}/systems`, { organization, signal }),
  });

export const useOwnSystems = (organization: string) =>
  useQuery({ ...ownSystemsQuery(organization), enabled: organization !== '' });

/** A system of which the list has told; nothing is asked for. */
export const useKnownSystem = (organization: string, systemId: string): OwnSystem | undefined =>
  useQueryClient()
    .getQueryData<readonly OwnSystem[]>(['own-systems', organization])
    ?.find(({ id }) => id === systemId);

export const useOwnSystem = (organization: string, systemId: string) =>
  useQuery({
    queryKey: ['own-system', organization, systemId],
    // What is being edited is not exchanged under the writer's hands.
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => call(`GET ${ONE}`, { params: { systemId }, organization, signal }),
  });

/** As many as a table can show. */
const MAX_PAGES = 20;

interface Page<T> {
  readonly links: { readonly next?: string };
  readonly data: readonly T[];
}

/** Everything that has been asked for, or the first thousand of it. */
async function allPages<T>(read: (token: string | undefined) => Promise<Page<T>>) {
  const rows: T[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { links, data } = await read(token);
    rows.push(...data);
    if (links.next === undefined) return { rows, whole: true };
    token = new URL(links.next).searchParams.get('token') ?? undefined;
  }
  return { rows, whole: false };
}

const LIFE = 'system-life';

/** Reads what the vendor has asked for with a system, of each kind, and the system users that have come of it. */
export async function readLife(organization: string, systemId: string, signal: AbortSignal) {
  const from = (token: string | undefined) => ({
    params: { systemId },
    query: token === undefined ? {} : { token },
    organization,
    signal,
  });
  const [standard, agent, changes, users] = await Promise.all([
    allPages<AskedStandard>((token) => call(`GET ${ONE}/requests`, from(token))),
    allPages<AskedAgent>((token) => call(`GET ${ONE}/agentrequests`, from(token))),
    allPages<AskedChange>((token) => call(`GET ${ONE}/changerequests`, from(token))),
    allPages<CustomersUser>((token) => call(`GET ${ONE}/users`, from(token))),
  ]);
  const whole = standard.whole && agent.whole && changes.whole && users.whole;
  return { standard: standard.rows, agent: agent.rows, changes: changes.rows, users: users.rows, whole };
}
export type Life = Awaited<ReturnType<typeof readLife>>;

/** What has become of a system. */
export const useLife = (organization: string, systemId: string) =>
  useQuery({
    queryKey: [LIFE, organization, systemId],
    queryFn: ({ signal }) => readLife(organization, systemId, signal),
  });

/** A change at the vendor's desk; afterwards nothing that was read under these keys is shown any more. */
function useWork<In, Out>(work: (input: In) => Promise<Out>, ...stale: readonly string[]) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: work, onSettled: () => readAnew(queries, ...stale.map((key) => [key])) });
}

export const useRegisterSystem = (organization: string) =>
  useWork((body: NewSystem) => call(`POST ${VENDOR}/systems`, { body, organization }), 'own-systems');

export const useChangeSystem = (organization: string, systemId: string) =>
  useWork(
    (body: NewSystem) => call(`PUT ${ONE}`, { params: { systemId }, body, organization }),
    'own-systems',
    'own-system',
    'system',
  );

export const useDeleteSystem = (organization: string, systemId: string) =>
  useWork(() => call(`DELETE ${ONE}`, { params: { systemId }, organization }), 'own-systems', 'own-system', 'system');

export const useAskCustomer = (organization: string) =>
  useWork(
    ({ kind, body }: { kind: 'standard' | 'agent'; body: Immutable<platform.NewSystemUserRequest> }) =>
      kind === 'agent'
        ? call(`POST ${VENDOR}/agentrequests`, {
            body: { ...body, accessPackages: body.accessPackages ?? [] },
            organization,
          })
        : call(`POST ${VENDOR}/requests`, { body, organization }),
    LIFE,
  );

/** @returns the change request; undefined when nothing needs to change */
export const useAskForChange = (organization: string) =>
  useWork(async ({ systemUserId, body }: { systemUserId: string; body: NewChange }) => {
    const query = { 'system-user-id': systemUserId };
    const answer = await call(`POST ${VENDOR}/changerequests`, { query, body, organization });
    return 'id' in answer ? answer : undefined;
  }, LIFE);

export const useWithdraw = (organization: string) =>
  useWork(({ id, isChange }: { id: string; isChange: boolean }): Promise<unknown> => {
    const params = { requestId: id };
    return isChange
      ? call(`DELETE ${VENDOR}/changerequests/{requestId}`, { params, organization })
      : call(`DELETE ${VENDOR}/requests/{requestId}`, { params, organization });
  }, LIFE);
