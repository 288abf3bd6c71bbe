/** The rules' form on the wire (altinn-pdp.md 12.4). */
import { Type } from 'typebox';

export const MAX_RULES = 500;

const Match = Type.Object({ id: Type.String({ maxLength: 200 }), value: Type.String({ maxLength: 200 }) });
const Matches = Type.Array(Match, { maxItems: 20 });

export const NewRule = Type.Object({
  delegatedByUserId: Type.Integer({ minimum: 1 }),
  offeredByPartyId: Type.Integer({ minimum: 1 }),
  coveredBy: Matches,
  resource: Matches,
  action: Match,
});

export const KeptRule = Type.Object({
  ...NewRule.properties,
  ruleId: Type.String({ description: 'Empty when the rule was not stored' }),
  type: Type.Integer({
    description: '1 = delegated directly, 2 = by a key role, 3 = by the main unit, 4 = by both, 0 = none of these',
  }),
  createdSuccessfully: Type.Boolean(),
  delegatedByUserId: Type.Integer({ description: '0 where nobody is kept' }),
});

export const RuleQuery = Type.Object({
  parentPartyId: Type.Optional(Type.Integer()),
  keyRolePartyIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 100 })),
  offeredByPartyId: Type.Optional(Type.Integer()),
  resources: Type.Array(Matches, { maxItems: 100 }),
  coveredBy: Type.Optional(Matches),
});

export const RuleDeletion = Type.Object({
  ruleIds: Type.Optional(Type.Array(Type.String(), { maxItems: MAX_RULES })),
  deletedByUserId: Type.Integer({ minimum: 1 }),
  policyMatch: Type.Object({
    offeredByPartyId: Type.Integer({ minimum: 1 }),
    resource: Matches,
    coveredBy: Matches,
  }),
});
