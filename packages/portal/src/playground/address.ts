/** A question as it stands in the playground's address, so that it can be shared and led to from a refusal. */
import { faultyFields, NO_QUESTION, type Question, SUBJECT_KINDS, tidied } from './question.ts';

const PLAYGROUND = '/playground';
const NAMES = ['subject', 'party', 'resource', 'action', 'instance'] as const;
/** Longer than any field may be: what is longer is not looked at. */
const MAX_LENGTH = 220;

export interface Addressed {
  readonly question: Question;
  /** Something in the address is no part of a question: it is left out. */
  readonly isBroken: boolean;
}

/**
 * Reads the question of an address. Only what has its field's form is taken: an address is written by anybody. No form fits a person's
 * number, so an address never carries one.
 * @returns undefined when the address has no question
 */
export function questionIn(query: URLSearchParams): Addressed | undefined {
  const given = NAMES.filter((name) => query.has(name));
  if (given.length === 0) return undefined;
  const of = (name: (typeof NAMES)[number]): string => {
    const value = query.get(name) ?? '';
    return value.length > MAX_LENGTH ? '' : value;
  };
  const [, written, id = ''] = /^([a-z-]+):(.*)$/s.exec(of('subject')) ?? [];
  const kind = SUBJECT_KINDS.find((one) => one === written);
  const read = tidied({
    kind: kind ?? NO_QUESTION.kind,
    subject: kind === undefined ? '' : id,
    party: of('party'),
    resource: of('resource'),
    action: of('action'),
    instance: of('instance'),
  });
  const faulty = faultyFields(read);
  const question = { ...read, ...Object.fromEntries(faulty.map((field) => [field, ''])) };
  return { question, isBroken: given.some((name) => faulty.some((field) => field === name)) };
}

/** Writes a question into an address, and leaves what else it says. */
export function withQuestion(query: URLSearchParams, { kind, ...fields }: Question): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of NAMES) {
    const value = name === 'subject' && fields.subject !== '' ? `${kind}:${fields.subject}` : fields[name];
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** The address of the playground with this question asked. */
export const addressOf = (question: Question): string =>
  `${PLAYGROUND}?${withQuestion(new URLSearchParams(), question)}`;
