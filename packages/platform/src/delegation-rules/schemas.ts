/** The rules' form on the wire (altinn-pdp.md 12.4). */
import { Type } from 'typebox';

export const MAX_RULES = 500;

const match = {
  id: Type.String({ maxLength: 200, description: 'URN of the attribute' }),
  value: Type.String({ maxLength: 200, description: 'Its value' }),
};
const matches = (description: string) => Type.Array(Type.Object(match), { maxItems: 20, description });
const offeredByPartyId = Type.Integer({ minimum: 1, description: 'Party ID of who gives' });
const coveredBy = matches('Who gets: one of urn:altinn:userid and urn:altinn:partyid');
const resource = matches('What is given: urn:altinn:resource, or urn:altinn:org and urn:altinn:app');

export const NewRule = Type.Object({
  delegatedByUserId: Type.Integer({ minimum: 1, description: 'User ID of the person who does it' }),
  offeredByPartyId,
  coveredBy,
  resource,
  action: Type.Object(match, {
    description: 'What may be done: urn:oasis:names:tc:xacml:1.0:action:action-id, an action of the policy',
  }),
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
  parentPartyId: Type.Optional(Type.Integer({ description: 'Party ID of the main unit of who gives' })),
  keyRolePartyIds: Type.Optional(
    Type.Array(Type.Integer(), {
      maxItems: 100,
      description: 'Party IDs of organisations by which coveredBy has something too; needed without coveredBy',
    }),
  ),
  offeredByPartyId: Type.Optional(Type.Integer({ description: 'Party ID of who gives; needed without parentPartyId' })),
  resources: Type.Array(resource, { maxItems: 100, description: 'Resources whose rules are wanted' }),
  coveredBy: Type.Optional(coveredBy),
});

export const RuleDeletion = Type.Object({
  ruleIds: Type.Optional(
    Type.Array(Type.String(), {
      maxItems: MAX_RULES,
      description: 'ruleId of those that go; DeleteRules needs them, and DeletePolicy ignores them',
    }),
  ),
  deletedByUserId: Type.Integer({ minimum: 1, description: 'User ID of the person who does it; ignored' }),
  policyMatch: Type.Object(
    { offeredByPartyId, resource, coveredBy },
    { description: 'Between whom the rules are, and on what' },
  ),
});
