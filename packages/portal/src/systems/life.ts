/** What has become of what a vendor has asked for: requests of each kind as rows of one table. Pure. */
import type { Life } from '../api/vendor.ts';
import type { StateKind } from '../components/state.tsx';
import { resourceIds, standing } from '../system-users/words.ts';
import type { Texts } from './words.ts';

export type LifeState = 'waits' | 'escalated' | 'timedOut' | 'used' | 'accepted' | 'rejected';

export interface LifeRow {
  readonly id: string;
  readonly kind: 'standard' | 'agent' | 'change';
  /** Organisation number. */
  readonly customer: string;
  readonly reference: string | undefined;
  readonly state: LifeState;
  /** Where the customer answers, as a path of this portal's own. */
  readonly confirmUrl: string;
  readonly created: string;
  readonly wants: Count;
  /** What a change would take away. */
  readonly leaves: Count;
}

/** How many resources and access packages. */
export interface Count {
  readonly rights: number;
  readonly packages: number;
}

const NOTHING: Count = { rights: 0, packages: 0 };

const STATES = {
  open: 'waits',
  timedOut: 'timedOut',
  Accepted: 'accepted',
  Rejected: 'rejected',
  other: 'rejected',
} as const;

export const STATE_KINDS: Readonly<Record<LifeState, StateKind>> = {
  waits: 'waits',
  escalated: 'waits',
  timedOut: 'soon',
  used: 'good',
  accepted: 'good',
  rejected: 'bad',
};

const referenceOf = (externalRef: string, customer: string): string | undefined =>
  externalRef === customer || externalRef === '' ? undefined : externalRef;

/** Newest first. */
export function lifeRows({ standard, agent, changes, users }: Life): readonly LifeRow[] {
  const living = new Set(users.flatMap(({ id, isDeleted }) => (isDeleted ? [] : [id])));
  const stateOf = (request: { id: string; status: string; timedOut: boolean; escalated: boolean }): LifeState => {
    const state = STATES[standing(request)];
    if (state === 'accepted' && living.has(request.id)) return 'used';
    return state === 'waits' && request.escalated ? 'escalated' : state;
  };
  const asked = [
    ...standard.map((one) => ({ ...one, kind: 'standard' as const })),
    ...agent.map((one) => ({ ...one, kind: 'agent' as const, rights: [] })),
  ];
  return [
    ...asked.map((one) => ({
      id: one.id,
      kind: one.kind,
      customer: one.partyOrgNo,
      reference: referenceOf(one.externalRef, one.partyOrgNo),
      state: stateOf(one),
      confirmUrl: one.confirmUrl,
      created: one.created,
      wants: { rights: resourceIds(one.rights).length, packages: one.accessPackages.length },
      leaves: NOTHING,
    })),
    ...changes.map((one) => ({
      id: one.id,
      kind: 'change' as const,
      customer: one.partyOrgNo,
      reference: referenceOf(one.externalRef, one.partyOrgNo),
      state: STATES[standing(one)],
      confirmUrl: one.confirmUrl,
      created: one.created,
      wants: { rights: resourceIds(one.requiredRights).length, packages: one.requiredAccessPackages.length },
      leaves: { rights: resourceIds(one.unwantedRights).length, packages: one.unwantedAccessPackages.length },
    })),
  ].toSorted((a, b) => b.created.localeCompare(a.created));
}

/** Somebody can still answer. */
export const isOpen = ({ state }: LifeRow): boolean => state === 'waits' || state === 'escalated';

/** Those about whom the words are: the name, number or reference holds them. */
export const fits = (words: string, name: string, row: Pick<LifeRow, 'customer' | 'reference'>): boolean => {
  const wanted = words.trim().toLowerCase();
  const digits = wanted.replaceAll(/\s/g, '');
  return (
    `${name}\n${row.reference ?? ''}`.toLowerCase().includes(wanted) || (digits !== '' && row.customer.includes(digits))
  );
};

export const stateWords = (state: LifeState, t: Texts): string => t.systems.life.states[state];
