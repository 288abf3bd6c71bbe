import type { Action, Entity, Evaluation, Json } from './model.ts';

/** What a decision says to an AuthZEN caller. */
export interface Answer {
  readonly decision: boolean;
  readonly context?: Json;
}

/** Something found by a search, in the order of a stable key. */
export interface Candidate {
  /** What the next page begins after. */
  readonly key: string;
  readonly id: string;
}

/**
 * A body of policies and entities behind AuthZEN: Altinn's PDP, or a XACML policy that somebody has loaded. Candidates come in the
 * order of their keys, after `after`; the search asks for a decision on each.
 */
export interface Domain {
  /** Whether questions about this type of resource are for this domain. */
  serves(resourceType: string): boolean;
  evaluate(evaluation: Evaluation): Promise<Answer>;
  subjects(asked: { type: string; resource: Entity }, after: string): AsyncIterable<Candidate>;
  resources(
    asked: { type: string; properties: Json; subject: Entity; action: Action },
    after: string,
  ): AsyncIterable<Candidate>;
  actions(asked: { resource: Entity }): Promise<readonly string[]>;
  /**
   * False when the domain knows what there is, and this is not among it: a search about it finds nothing (certification scenario 4.6.1).
   * Without it every subject, resource and action may be there.
   */
  knows?(named: Named): Promise<boolean>;
}

/** A subject, resource or action that a search is about. */
export type Named =
  | { readonly part: 'subject' | 'resource'; readonly type: string; readonly id: string }
  | { readonly part: 'action'; readonly name: string };

/** The values that a property stands for, as text; what has no text form (objects, null) stands for none. */
export function textValues(value: unknown): readonly { text: string; dataType: string }[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => (Array.isArray(one) ? [] : textValues(one)));
  if (typeof value === 'string') return [{ text: value, dataType: `${XSD}string` }];
  if (typeof value === 'boolean') return [{ text: String(value), dataType: `${XSD}boolean` }];
  if (typeof value === 'number')
    return [{ text: String(value), dataType: Number.isSafeInteger(value) ? `${XSD}integer` : `${XSD}double` }];
  return [];
}

const XSD = 'http://www.w3.org/2001/XMLSchema#';
