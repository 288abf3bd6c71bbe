/** The wire forms of OpenID AuthZEN Authorization API 1.0. Members that are not known are ignored. */
import { Type } from 'typebox';
import { MAX_EVALUATIONS, MAX_NAME, SEMANTICS } from './model.ts';

const Name = Type.String({ minLength: 1, maxLength: MAX_NAME });
const Properties = Type.Record(Type.String(), Type.Unknown());
const properties = Type.Optional(Properties);
const Entity = Type.Object({ type: Name, id: Name, properties });
const EntityType = Type.Object({ type: Name, properties });
const Action = Type.Object({ name: Name, properties });
const context = Type.Optional(Properties);
const page = Type.Optional(
  Type.Object({ token: Type.Optional(Type.String()), limit: Type.Optional(Type.Integer({ minimum: 1 })) }),
);

export const EvaluationRequest = Type.Object({ subject: Entity, action: Action, resource: Entity, context });

const parts = {
  subject: Type.Optional(Type.Partial(Entity)),
  action: Type.Optional(Type.Partial(Action)),
  resource: Type.Optional(Type.Partial(Entity)),
  context,
};

/** What stands at the top is the default of every question; without a list it is the only one. */
export const EvaluationsRequest = Type.Object({
  ...parts,
  evaluations: Type.Optional(Type.Array(Type.Object(parts), { maxItems: MAX_EVALUATIONS })),
  options: Type.Optional(
    Type.Object({
      evaluations_semantic: Type.Optional(Type.Union(SEMANTICS.map((semantic) => Type.Literal(semantic)))),
    }),
  ),
});

export const SubjectSearch = Type.Object({ subject: EntityType, action: Action, resource: Entity, context, page });
export const ResourceSearch = Type.Object({ subject: Entity, action: Action, resource: EntityType, context, page });
export const ActionSearch = Type.Object({ subject: Entity, resource: Entity, context, page });

export const Decision = Type.Object({ decision: Type.Boolean(), context });
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
