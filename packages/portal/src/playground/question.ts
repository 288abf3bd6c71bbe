import { UUID } from '../texts/uuid.ts';

/** What is asked in the playground: the fields of the form, their faults, and the XACML JSON that they become (altinn-pdp.md 5). */

export const SUBJECT_KINDS = ['user', 'system-user', 'organization'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface Question {
  readonly kind: SubjectKind;
  /**
   * Altinn's user number, a system user's UUID or an organisation number. Never a person's number: the open decision endpoint takes none as
   * subject (altinn-pdp.md, checklist 26), and a question stands in an address.
   */
  readonly subject: string;
  /** Number of the organisation that it is about. */
  readonly party: string;
  readonly resource: string;
  readonly action: string;
  /** `{partyId}/{guid}` of an app's instance, or an id of the resource's own; empty: all of the resource. */
  readonly instance: string;
}

export type QuestionField = Exclude<keyof Question, 'kind'>;
/** What the fields' values are called, as far as it is known. */
export type Names = Readonly<Partial<Record<QuestionField, string | undefined>>>;
const FIELDS: readonly QuestionField[] = ['subject', 'party', 'resource', 'action', 'instance'];

export const NO_QUESTION: Question = { kind: 'user', subject: '', party: '', resource: '', action: '', instance: '' };

const SUBJECTS: Readonly<Record<SubjectKind, RegExp>> = {
  user: /^[1-9]\d{0,8}$/,
  'system-user': UUID,
  organization: /^\d{9}$/,
};
const FORMS: Readonly<Record<Exclude<QuestionField, 'subject'>, RegExp>> = {
  party: /^\d{9}$/,
  resource: /^[a-z0-9_-]{1,200}$/,
  action: /^\S{1,200}$/,
  instance: /^(?:[\w.-]{1,100}(?:\/[\w-]{1,100})?)?$/,
};
/** A person's number has eleven digits, whatever is written between them. */
const PERSON_NUMBER = /^\d{11}$/;

const spaceless = (text: string): string => text.replace(/\s/g, '');

/** The question without the spaces that people write in and around numbers and ids. */
export const tidied = ({ kind, subject, party, resource, action, instance }: Question): Question => ({
  kind,
  subject: spaceless(subject),
  party: spaceless(party),
  resource: resource.trim(),
  action: action.trim(),
  instance: instance.trim(),
});

const fits = (question: Question, field: QuestionField): boolean =>
  (field === 'subject' ? SUBJECTS[question.kind] : FORMS[field]).test(question[field]) &&
  !PERSON_NUMBER.test(question[field]);

/** The fields that cannot be asked about as they stand, in the order of the form. */
export const faultyFields = (question: Question): readonly QuestionField[] =>
  FIELDS.filter((field) => !fits(question, field));

/** False when what is written may be a person's number: then it is written down nowhere. */
export const mayKeep = (question: Question): boolean =>
  FIELDS.every((field) => !PERSON_NUMBER.test(spaceless(question[field])));

const SUBJECT_IDS: Readonly<Record<SubjectKind, string>> = {
  user: 'urn:altinn:userid',
  'system-user': 'urn:altinn:systemuser:uuid',
  organization: 'urn:altinn:organization:identifier-no',
};

/** The attribute that names an instance: Altinn's own for an app's, the registry's for what a resource names by itself. */
export const instanceAttribute = (instance: string): string =>
  /^\d{1,15}\/[0-9a-f-]{36}$/i.test(instance) ? 'urn:altinn:instance-id' : 'urn:altinn:resource:instance-id';

/** The request as the PDP reads it. The form of its answer is `Explained`. */
export const requestOf = ({ kind, subject, party, resource, action, instance }: Question) => ({
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: SUBJECT_IDS[kind], Value: subject }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: action }] }],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: resource },
          ...(instance === '' ? [] : [{ AttributeId: instanceAttribute(instance), Value: instance }]),
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: party },
        ],
      },
    ],
  },
});
