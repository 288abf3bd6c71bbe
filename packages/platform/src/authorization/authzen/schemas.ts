/** The wire forms of OpenID AuthZEN Authorization API 1.0. Members that are not known are ignored. */
import { Type } from 'typebox';
import { DEFAULT_PAGE, MAX_EVALUATIONS, MAX_NAME, MAX_PAGE, SEMANTICS } from './model.ts';

const name = (description: string) => Type.String({ minLength: 1, maxLength: MAX_NAME, description });
const Properties = Type.Record(Type.String(), Type.Unknown());
const properties = (description: string) => Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description }));
const ATTRIBUTES = 'Altinn takes those whose names begin with urn: as attributes';

const subject = {
  type: name('What the subject is: person, user, organization, systemuser, serviceowner, party, or a URN'),
  id: name('The number, code or UUID that it has as that'),
  properties: properties(`More of the subject; ${ATTRIBUTES}`),
};
const resource = {
  type: name('What the resource is: resource, app, instance, or a URN'),
  id: name('ID of the resource, {org}/{app}, or {partyId}/{guid} of an instance'),
  properties: properties(`Whom it is about: organization, person, partyid or party; and more. ${ATTRIBUTES}`),
};
const action = {
  name: name('What the subject wants to do, e.g. read'),
  properties: properties(`More of the action; ${ATTRIBUTES}`),
};
const WORDS = {
  subject: { description: 'Who wants access' },
  action: { description: 'What is to be done' },
  resource: { description: 'What it is to be done to' },
} as const;
const Subject = Type.Object(subject, WORDS.subject);
const Resource = Type.Object(resource, WORDS.resource);
const Action = Type.Object(action, WORDS.action);
const SubjectType = Type.Object(
  { type: subject.type, properties: subject.properties },
  { description: 'Which subjects are looked for' },
);
const ResourceType = Type.Object(
  { type: resource.type, properties: resource.properties },
  { description: 'Which resources are looked for' },
);
const context = properties(`What the moment is like; ${ATTRIBUTES}`);
const page = Type.Optional(
  Type.Object(
    {
      token: Type.Optional(Type.String({ description: 'next_token of the page before; the first page when left out' })),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          description: `How many at most; ${DEFAULT_PAGE} when left out, and never more than ${MAX_PAGE}`,
        }),
      ),
    },
    { description: 'Which part of the answer is wanted' },
  ),
);

export const EvaluationRequest = Type.Object({ subject: Subject, action: Action, resource: Resource, context });

const parts = {
  subject: Type.Optional(Type.Partial(Subject, WORDS.subject)),
  action: Type.Optional(Type.Partial(Action, WORDS.action)),
  resource: Type.Optional(Type.Partial(Resource, WORDS.resource)),
  context,
};

/** What stands at the top is the default of every question; without a list it is the only one. */
export const EvaluationsRequest = Type.Object({
  ...parts,
  evaluations: Type.Optional(
    Type.Array(Type.Object(parts), {
      maxItems: MAX_EVALUATIONS,
      description: 'A question each; what one leaves out is as at the top',
    }),
  ),
  options: Type.Optional(
    Type.Object(
      {
        evaluations_semantic: Type.Optional(
          Type.Union(
            SEMANTICS.map((semantic) => Type.Literal(semantic)),
            { description: 'Whether all are answered, as when left out, or until the first denial or permit' },
          ),
        ),
      },
      { description: 'How the questions are gone through' },
    ),
  ),
});

export const SubjectSearch = Type.Object({
  subject: SubjectType,
  action: Action,
  resource: Resource,
  context,
  page,
});
export const ResourceSearch = Type.Object({
  subject: Subject,
  action: Action,
  resource: ResourceType,
  context,
  page,
});
export const ActionSearch = Type.Object({ subject: Subject, resource: Resource, context, page });

export const Decision = Type.Object({ decision: Type.Boolean(), context: Type.Optional(Properties) });
export const Decisions = Type.Union([Type.Object({ evaluations: Type.Array(Decision) }), Decision]);

const Page = Type.Object({
  next_token: Type.String({ description: 'Empty on the last page' }),
  count: Type.Integer(),
});
export const EntitiesFound = Type.Object({
  results: Type.Array(Type.Object({ type: Type.String(), id: Type.String() })),
  page: Page,
});
export const ActionsFound = Type.Object({ results: Type.Array(Type.Object({ name: Type.String() })), page: Page });

export const Configuration = Type.Object({
  policy_decision_point: Type.String(),
  access_evaluation_endpoint: Type.String(),
  access_evaluations_endpoint: Type.String(),
  search_subject_endpoint: Type.String(),
  search_resource_endpoint: Type.String(),
  search_action_endpoint: Type.String(),
  access_request_endpoint: Type.Optional(Type.String()),
  capabilities: Type.Optional(Type.Array(Type.String())),
});
