/**
 * What has happened, told inside the transaction in which it does: it is kept when, and only when, that commits. A platform that keeps no events
 * hears of them and forgets them.
 */
import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Every kind of event, and what its subject is. */
export const HAPPENINGS = {
  'system.registered': 'the system’s id',
  'system.changed': 'the system’s id',
  'system.deleted': 'the system’s id',
  'system-user-request.created': 'the request’s id',
  'system-user-request.accepted': 'the request’s id',
  'system-user-request.rejected': 'the request’s id',
  'system-user-request.deleted': 'the request’s id',
  'system-user-change-request.created': 'the request’s id',
  'system-user-change-request.accepted': 'the request’s id',
  'system-user-change-request.rejected': 'the request’s id',
  'system-user-change-request.deleted': 'the request’s id',
  'system-user.created': 'the system user’s id',
  'system-user.changed': 'the system user’s id',
  'system-user.deleted': 'the system user’s id',
  'consent.created': 'the consent’s id',
  'consent.accepted': 'the consent’s id',
  'consent.rejected': 'the consent’s id',
  'consent.revoked': 'the consent’s id',
  'consent.deleted': 'the consent’s id',
  'delegation.given': 'UUID of who gets',
  'delegation.taken': 'UUID of who has got',
  'access-request.changed': 'the request’s id',
  'scope-delegation.given': 'organisation number of the supplier',
  'scope-delegation.taken': 'organisation number of the supplier',
  'client.created': 'the client_id',
  'client.changed': 'the client_id',
  'client.deactivated': 'the client_id',
  'key.added': 'the client_id',
  'key.removed': 'the client_id',
  'scope.created': 'the scope',
  'scope.changed': 'the scope',
  'scope-access.given': 'the scope',
  'scope-access.taken': 'the scope',
  'resource.created': 'the resource’s id',
  'resource.changed': 'the resource’s id',
  'resource.deleted': 'the resource’s id',
  'policy.changed': 'the resource’s id',
  'access-list.created': 'its owner’s code and its identifier, with a slash between',
  'access-list.changed': 'its owner’s code and its identifier, with a slash between',
  'access-list.deleted': 'its owner’s code and its identifier, with a slash between',
  'signing-key.rotated': 'the issuer: maskinporten or altinn',
  'sandbox.reset': 'the sandbox',
  'sandbox.loaded': 'the sandbox',
} as const;

export type HappeningKind = keyof typeof HAPPENINGS;

export interface Happening {
  readonly kind: HappeningKind;
  /** What it happened to; events of one subject are told in their order. */
  readonly subject: string;
  /** Never a secret, never a person number. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Keeps what has happened in a transaction, in it. */
export type Keeper = (trx: Transaction<Tables>, happenings: readonly Happening[]) => Promise<void>;
