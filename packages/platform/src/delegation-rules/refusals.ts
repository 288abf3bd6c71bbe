import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('delegation rules', {
  'caller-not-portal': {
    status: 403,
    what: 'The token is not of the older portal',
    remedy: 'Use a token with the claim urn:altinn:app = sbl.authorization.',
  },
  'rule-ids-missing': {
    status: 400,
    what: 'An item names no rules',
    remedy: 'Give ruleIds in every item, or call DeletePolicy, which deletes all.',
  },
  'rule-unknown-parts': {
    status: 400,
    what: 'No rule could be stored: a party, the resource or the action is not known',
    remedy: 'Check the parties, the resource and the action of each rule.',
  },
  'query-incomplete': {
    status: 400,
    what: 'The query names no giver, or no receiver',
    remedy: 'Give offeredByPartyId, and coveredBy or keyRolePartyIds.',
  },
  'rule-unknown': {
    status: 400,
    what: 'There is no such rule',
    remedy: 'Take the ids from GetRules.',
  },
});

export const { refuse } = REFUSALS;
