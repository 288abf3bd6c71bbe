/** Requests for access of programs that ask for somebody else, behind AuthZEN (access-management.md 3.1). */
import type { RequestRow, RequestStatus } from './access-requests.ts';
import { organizationUuid } from './persons.ts';
import { Faults } from './problems.ts';
import type { AccessRequestDesk, Task, TaskStatus } from './request-desk-types.ts';
import { checkConnected, checkResource } from './request-rules.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const STATUSES: Readonly<Record<RequestStatus, TaskStatus>> = {
  Draft: 'pending',
  Pending: 'pending',
  Approved: 'approved',
  Rejected: 'denied',
  Withdrawn: 'cancelled',
};

export type RequestDeskDeps = Pick<DelegationsRoutesDeps, 'register' | 'resources' | 'delegations'>;

/** Takes them; the rules are those of persons who ask for themselves. */
export function requestDesk(deps: RequestDeskDeps): AccessRequestDesk {
  const { register } = deps;
  const { requests } = deps.delegations;
  const sent = async (id: string, organization: string): Promise<RequestRow | undefined> => {
    const row = await requests.find(id);
    return row && row.by_uuid === (await organizationUuid(register, organization)) ? row : undefined;
  };
  return {
    async mayAsk({ from, to, resource }) {
      const faults = new Faults();
      if (from.uuid === to.uuid) return false;
      await checkResource(deps, resource, faults, { path: 'resource', unknown: 'resource-unknown' });
      await checkConnected(deps, from, { uuid: to.uuid, party: to }, faults);
      return faults.isEmpty;
    },
    async ask({ from, to, resource: item }, organization, submission) {
      const by = await organizationUuid(register, organization);
      const wish = { from: from.uuid, to: to.uuid, by, kind: 'resource', item, status: 'Pending' } as const;
      const row = submission ? await requests.submit(wish, submission) : await requests.ask(wish);
      return row && taskOf(row);
    },
    async task(id, organization) {
      const row = await sent(id, organization);
      return row && taskOf(row);
    },
    async cancel(id, organization) {
      const row = await sent(id, organization);
      if (row?.status !== 'Pending') return undefined;
      const moved = await requests.move(row, 'Withdrawn', row.by_uuid);
      return moved && taskOf(moved);
    },
  };
}

const taskOf = ({ id, status, changed }: RequestRow): Task => ({ id, status: STATUSES[status], changed });
