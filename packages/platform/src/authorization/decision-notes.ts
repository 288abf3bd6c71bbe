/** Tells of each decision as it is made, for whoever keeps them. */
import type { AttributeSet, DecisionRequest } from './attributes.ts';
import type { Domain } from './authzen/domain.ts';
import type { Outcome } from './decide.ts';
import type { Decider } from './decider.ts';
import * as name from './names.ts';

/** Values by the attribute's id. */
export type NotedAttributes = Readonly<Record<string, string | readonly string[]>>;

/** A decision, and about what it was. A person is her UUID where the register knows her. */
export interface MadeDecision {
  /** `Permit`, `Deny`, `NotApplicable` or `Indeterminate`. */
  readonly decision: string;
  readonly subject: NotedAttributes;
  readonly action: NotedAttributes;
  readonly resource: NotedAttributes;
}

export type TellDecision = (made: MadeDecision) => void;

/** A request may hold thousands: so many attributes of a kind, and values of each, are told. */
const MAX_ATTRIBUTES = 20;
const MAX_VALUES = 5;
const MAX_LENGTH = 300;
/** Whose session it was, and with which scopes, the token says that the entry's caller is known by. */
const LEFT_OUT: ReadonlySet<string> = new Set([name.SESSION_ID, name.SCOPE]);

function noted(set: AttributeSet, person?: string): NotedAttributes {
  const told = set.attributes.filter(({ id }) => !LEFT_OUT.has(id)).slice(0, MAX_ATTRIBUTES);
  return Object.fromEntries(
    told.map(({ id, values }) => {
      if (id === name.PERSON_NUMBER && person !== undefined) return [name.PERSON_UUID, person];
      const shown = values.slice(0, MAX_VALUES).map((value) => value.slice(0, MAX_LENGTH));
      return [id, shown.length === 1 ? (shown[0] ?? '') : shown];
    }),
  );
}

const madeOf = ({ subject, action, resource }: DecisionRequest, { decision, context }: Outcome): MadeDecision => ({
  decision,
  subject: noted(subject, context?.subject.party?.uuid),
  action: noted(action),
  resource: noted(resource, context?.resourceParty?.uuid),
});

/** The same decider, whose decisions are told. Where they are remembered without what they were decided from, they must be made anew. */
export const told = (decider: Decider, tell: TellDecision): Decider => ({
  decide(request, side) {
    const outcome = decider.decide(request, side);
    const take = (made: Outcome): Outcome => {
      tell(madeOf(request, made));
      return made;
    };
    return outcome instanceof Promise ? outcome.then(take) : take(outcome);
  },
  together: () => told(decider.together(), tell),
});

/** The same domain, whose decisions are told. */
export const toldDomain = (domain: Domain, tell: TellDecision): Domain => ({
  ...(domain.knows && { knows: (named) => domain.knows?.(named) ?? Promise.resolve(true) }),
  serves: (type) => domain.serves(type),
  subjects: (asked, after) => domain.subjects(asked, after),
  resources: (asked, after) => domain.resources(asked, after),
  actions: (asked) => domain.actions(asked),
  async evaluate(evaluation) {
    const answer = await domain.evaluate(evaluation);
    const entity = ({ type, id }: { readonly type: string; readonly id: string }): NotedAttributes => ({ [type]: id });
    tell({
      decision: answer.decision ? 'Permit' : 'Deny',
      subject: entity(evaluation.subject),
      action: { name: evaluation.action.name },
      resource: entity(evaluation.resource),
    });
    return answer;
  },
});
