/** What is asked in the playground: the fields of the form, their faults, and the XACML JSON that they become (altinn-pdp.md 5). */

export interface Question {
  /** Altinn's user number: the open decision endpoint takes no person number as subject (altinn-pdp.md, checklist 26). */
  readonly person: string;
  readonly organization: string;
  readonly resource: string;
  readonly action: string;
}

export type QuestionField = keyof Question;
/** What the fields' values are called, where they were chosen from a list. */
export type Names = Readonly<Partial<Record<QuestionField, string | undefined>>>;
export const FIELDS: readonly QuestionField[] = ['person', 'organization', 'resource', 'action'];

const FORMS: Readonly<Record<QuestionField, RegExp>> = {
  person: /^[1-9]\d{0,8}$/,
  organization: /^\d{9}$/,
  resource: /^[a-z0-9_-]{1,200}$/,
  action: /^\S{1,200}$/,
};

/** The question without the spaces that people write in and around numbers and ids. */
export const tidied = ({ person, organization, resource, action }: Question): Question => ({
  person: person.replace(/\s/g, ''),
  organization: organization.replace(/\s/g, ''),
  resource: resource.trim(),
  action: action.trim(),
});

/** The fields that cannot be asked about as they stand, in the order of the form. */
export const faultyFields = (question: Question): readonly QuestionField[] =>
  FIELDS.filter((field) => !FORMS[field].test(question[field]));

/** The request as the PDP reads it. The form of its answer is `Explained`. */
export const requestOf = ({ person, organization, resource, action }: Question) => ({
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:userid', Value: person }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: action }] }],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: resource },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: organization },
        ],
      },
    ],
  },
});
