/** What can be done to a set-up, one call after the other. */
import type { SystemRegistration, SystemUserRequest, UserKind } from '@portvakt/client/systems';
import type { Fault, Fields, PublicKey, Section } from './model.ts';

/** One member that becomes another; undefined: it was, or will be, absent. */
export interface Change {
  readonly member: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** `+` made, `~` changed, `-` taken away. */
export type Sign = '+' | '~' | '-';

/** A client that is there, or the one that an earlier step makes. */
export type ClientRef = { readonly id: string } | { readonly made: string };

/** What is done, with all that it needs. `before` is what was read: where it has changed since, the step is not done. */
export type Work =
  | { readonly do: 'organization.put'; readonly number: string; readonly body: Fields; readonly before?: Fields }
  | { readonly do: 'scope.create'; readonly name: string; readonly body: Fields }
  | { readonly do: 'scope.update'; readonly name: string; readonly body: Fields; readonly before: Fields }
  | { readonly do: 'scope.deactivate'; readonly name: string }
  | { readonly do: 'access.give' | 'access.take'; readonly name: string; readonly consumer: string }
  | { readonly do: 'client.create'; readonly name: string; readonly id?: string; readonly body: Fields }
  | { readonly do: 'client.update'; readonly id: string; readonly body: Fields; readonly before: Fields }
  | { readonly do: 'client.deactivate'; readonly id: string }
  | {
      readonly do: 'keys.set';
      readonly client: ClientRef;
      /** Those that are there and stay. */
      readonly kept: readonly string[];
      readonly added: readonly PublicKey[];
      /** Those that go; empty: nothing goes, so nothing has to be waited for. */
      readonly removed: readonly string[];
      /** The kids that were there; undefined: those that an earlier step has left. */
      readonly before?: readonly string[];
    }
  | { readonly do: 'resource.create'; readonly id: string; readonly body: Fields }
  | { readonly do: 'resource.update'; readonly id: string; readonly body: Fields; readonly before: Fields }
  | { readonly do: 'resource.delete'; readonly id: string }
  | { readonly do: 'policy.put'; readonly id: string; readonly xml: string; readonly before?: string }
  | {
      readonly do: 'system.create' | 'system.update';
      readonly id: string;
      readonly body: Omit<SystemRegistration, 'id' | 'clientId'>;
      readonly clients: readonly ClientRef[];
      /** Undefined: an earlier step has changed it already. */
      readonly before?: Fields;
    }
  | { readonly do: 'system.delete'; readonly id: string }
  | { readonly do: 'request.create'; readonly kind: UserKind; readonly body: SystemUserRequest }
  | { readonly do: 'request.delete'; readonly id: string; readonly kind: UserKind };

/** One step of a plan. */
export interface Step {
  readonly sign: Sign;
  readonly section: Section;
  /** Which thing, in words: `client Fjordvik fakturering`. */
  readonly what: string;
  readonly changes: readonly Change[];
  readonly work: Work;
}

/** What has to be done, in this order. */
export interface Difference {
  readonly steps: readonly Step[];
  /** What cannot be done as the file has it. */
  readonly faults: readonly Fault[];
  /** What a reader should know, and nothing is done about. */
  readonly notes: readonly string[];
}
