/** Who does something, as the audit log has it: from a token that has been verified, and never a person number. */
import type { FastifyRequest } from 'fastify';
import type { Caller, Callers } from '../callers/index.ts';
import { organizationIn } from '../foundation/index.ts';

export interface Actor {
  /** What the token is of; `sandbox` = nobody was asked for one, `program` = the program that runs the platform. */
  readonly kind: Caller['kind'] | 'app' | 'sandbox' | 'program';
  /** The consumer in the token. */
  readonly organization?: string;
  /** Who acts for the consumer. */
  readonly supplier?: string;
  readonly clientId?: string;
  /** UUID of the party. */
  readonly person?: string;
  readonly systemUser?: string;
}

export interface Doer {
  readonly by: Actor;
  /** On whose behalf: the organisation that a person acts for, else the token's. */
  readonly organization: string | undefined;
}

export const PROGRAM: Doer = { by: { kind: 'program' }, organization: undefined };

const ORGANIZATION = /^\d{9}$/;

/** Who sends a request that has been admitted, or one that is refused. */
export function doerOf(request: FastifyRequest, callers: Callers): Doer {
  const caller = callerOf(request, callers);
  const actsFor = behalfOf(request.admitted);
  if (!caller) {
    const hasToken = request.headers['platformaccesstoken'] !== undefined;
    return { by: { kind: hasToken && request.admitted !== undefined ? 'app' : 'sandbox' }, organization: actsFor };
  }
  const organization = numberOf(caller.organization);
  const supplier = numberOf(organizationIn(caller.claims['supplier']));
  const by: Actor = {
    kind: caller.kind,
    ...(organization === undefined ? {} : { organization }),
    ...(supplier === undefined ? {} : { supplier }),
    ...(caller.clientId === undefined ? {} : { clientId: caller.clientId.slice(0, 100) }),
    ...(caller.kind === 'person' && caller.partyUuid !== undefined ? { person: caller.partyUuid } : {}),
    ...(caller.systemUser === undefined ? {} : { systemUser: caller.systemUser.id }),
  };
  return { by, organization: actsFor ?? numberOf(caller.systemUser?.owner) ?? organization };
}

/** True for a request with a token that proves something. */
export const isProven = (request: FastifyRequest, callers: Callers): boolean =>
  callerOf(request, callers) !== undefined;

function callerOf(request: FastifyRequest, callers: Callers): Caller | undefined {
  try {
    return callers.of(request);
  } catch {
    return undefined;
  }
}

/** Surfaces tell it as the organisation, as what has one, or as the party in the path. */
function behalfOf(admitted: unknown): string | undefined {
  if (typeof admitted === 'string') return numberOf(admitted);
  if (typeof admitted !== 'object' || admitted === null) return undefined;
  const party = 'party' in admitted ? admitted.party : undefined;
  const ofParty = typeof party === 'object' && party !== null && 'organizationNumber' in party ? party : undefined;
  const owner = 'organization' in admitted ? admitted.organization : ofParty?.organizationNumber;
  return numberOf(owner);
}

const numberOf = (value: unknown): string | undefined =>
  typeof value === 'string' && ORGANIZATION.test(value) ? value : undefined;
