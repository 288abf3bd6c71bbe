/** Why a request was decided as it was, in plain words. No person number is written. */
import type { Party } from '../register/index.ts';
import { flatRules, type PolicyAttribute } from '../resources/index.ts';
import type { Lookups } from './context.ts';
import { type Context, enriched } from './context-handler.ts';
import type { Outcome } from './decide.ts';
import * as name from './names.ts';
import { roleAttributes } from './subject-attributes.ts';

const MAX_LISTED = 12;

const some = (items: readonly string[]): string =>
  items.length > MAX_LISTED
    ? `${items.slice(0, MAX_LISTED).join(', ')} and ${items.length - MAX_LISTED} more`
    : items.join(', ');

const partyText = (party: Party | undefined): string =>
  party === undefined
    ? 'an unknown party'
    : `${party.name}${party.organizationNumber ? ` (${party.organizationNumber})` : ''}`;

/** Words for a subject that a policy asks for. */
function subjectText(all: readonly PolicyAttribute[]): string {
  return all
    .map(({ type, value }) => {
      if (type === name.ROLE_CODE) return `role ${value.toUpperCase()}`;
      if (type === name.ACCESS_PACKAGE) return `access package ${value}`;
      if (type === name.ORG) return `service owner ${value}`;
      if (type === name.PERSON_NUMBER) return 'a person named by number';
      return `${type} ${value}`;
    })
    .join(' with ');
}

const actionsOf = (context: Context): readonly string[] =>
  context.request.action.attributes.filter((one) => one.id === name.ACTION_ID).flatMap((one) => one.values);

/** What the policy would accept for the action. */
export function acceptedSubjects(context: Context): readonly string[] {
  const actions = new Set(actionsOf(context));
  const fitting = flatRules(context.policy.document).filter(
    (rule) => rule.effect === 'Permit' && (rule.actions.length === 0 || rule.actions.some((one) => actions.has(one))),
  );
  return [...new Set(fitting.flatMap((rule) => rule.subjects.map(subjectText)))];
}

/** What the subject has for the resource party. */
export async function heldBySubject(context: Context, lookups: Lookups): Promise<readonly string[]> {
  const { subject, resourceParty } = context;
  const packages = enriched(context)
    .subject.attributes.filter((one) => one.id === name.ACCESS_PACKAGE)
    .flatMap((one) => one.values.map((value) => `access package ${value}`));
  if (!subject.isUser || !subject.party || !resourceParty) return packages;
  const roles = await lookups.register.roles(subject.party, resourceParty);
  const codes = roleAttributes(roles).flatMap(([id, values]) => (id === name.ROLE_CODE ? values : []));
  return [...[...new Set(codes.map((code) => code.toUpperCase()))].map((code) => `role ${code}`), ...packages];
}

/** One sentence: what decided, or what is missing for Permit. */
export async function reasonOf(outcome: Outcome, lookups: Lookups): Promise<string> {
  const { decision, context } = outcome;
  if (!context) return outcome.message ?? 'the request could not be decided';
  const asked = `${actionsOf(context).join(', ') || 'no action'} on ${context.resourceId} for ${partyText(context.resourceParty)}`;
  if (decision === 'Permit')
    return outcome.decidedBy === 'delegation'
      ? `${asked}: permitted by delegation`
      : `${asked}: permitted by the policy`;
  if (decision === 'Deny') return `${asked}: ${outcome.message ?? 'denied by the policy'}`;
  if (decision === 'Indeterminate') return `${asked}: ${outcome.message ?? outcome.status}`;
  const accepted = acceptedSubjects(context);
  if (accepted.length === 0) return `${asked}: the policy has no rule for this action`;
  const held = await heldBySubject(context, lookups);
  return `${asked}: needs ${accepted.join(' or ')}; the subject has ${held.length === 0 ? 'none for this party' : some(held)}`;
}
