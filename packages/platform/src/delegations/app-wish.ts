/** What an app wants to give or take on an instance: the body of its requests (access-management.md 5). */
import { attributeIds as ids, isOrganizationNumber, isUuid } from '../foundation/index.ts';
import type { PartyRef } from '../register/index.ts';
import { appResourceId } from '../resources/index.ts';
import type { AppRight } from './app-instances.ts';
import { memberOf } from './members.ts';
import { Faults } from './problems.ts';
import { refuse } from './refusals.ts';
import { NAMING } from './rights.ts';
import type { RightPart } from './types.ts';

const MAX_RIGHTS = 100;
const MAX_PARTS = 20;
const MAX_TEXT = 200;

export interface AppWish {
  /** Undefined for what names no person or organisation. */
  readonly from: PartyRef | undefined;
  readonly to: PartyRef | undefined;
  /** As they were sent. */
  readonly sent: { readonly from: RightPart; readonly to: RightPart };
  readonly rights: readonly WishedRight[];
}

interface WishedRight extends AppRight {
  /** Which resource it names; undefined for none, several, or one that is named by halves. */
  readonly resourceId: string | undefined;
  /** Its resource, as it was sent. */
  readonly sent: readonly RightPart[];
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT && !value.includes('\0');

function attributeIn(value: unknown): RightPart | undefined {
  const [type, text] = [memberOf(value, 'type'), memberOf(value, 'value')];
  return isText(type) && isText(text) ? { type, value: text } : undefined;
}

/** `{from, to, rights}`. @throws Refusal 400 */
export function wishIn(body: unknown): AppWish {
  const [from, to, rights] = [
    attributeIn(memberOf(body, 'from')),
    attributeIn(memberOf(body, 'to')),
    memberOf(body, 'rights'),
  ];
  const faults = new Faults();
  if (!from) faults.add('required', '/from');
  if (!to) faults.add('required', '/to');
  if (!Array.isArray(rights)) faults.add('required', '/rights');
  faults.check();
  if (!from || !to || !Array.isArray(rights) || rights.length > MAX_RIGHTS)
    throw refuse('rights-malformed', `rights must be a list of at most ${MAX_RIGHTS}`);
  return { from: refOf(from), to: refOf(to), sent: { from, to }, rights: rights.map(rightIn) };
}

/** The two names that are taken here. */
function refOf({ type, value }: RightPart): PartyRef | undefined {
  if (type === ids.PARTY_UUID && isUuid(value)) return { uuid: value };
  if (type === ids.ORGANIZATION_NUMBER && isOrganizationNumber(value)) return { organization: value };
  return undefined;
}

function rightIn(right: unknown): WishedRight {
  const given = memberOf(right, 'action');
  const action = typeof given === 'string' ? given : memberOf(given, 'value');
  const resource = memberOf(right, 'resource') ?? [];
  const sent = Array.isArray(resource) && resource.length <= MAX_PARTS ? resource.map(attributeIn) : [undefined];
  const known = sent.filter((one) => one !== undefined);
  if (!isText(action) || known.length < sent.length)
    throw refuse(
      'rights-malformed',
      'each of rights must have {"resource": [{"type": …, "value": …}], "action": {"type": …, "value": …}}',
    );
  return {
    action,
    sent: known,
    resourceId: resourceOf(known),
    part: known.filter(({ type }) => !NAMING.includes(type)),
  };
}

/** The registry id that attributes name, or the app by its owner and name. */
function resourceOf(sent: readonly RightPart[]): string | undefined {
  const [resource, org, app] = NAMING.map((type) => sent.filter((one) => one.type === type).map(({ value }) => value));
  const count = `${resource?.length}${org?.length}${app?.length}`;
  if (count === '100') return resource?.[0];
  return count === '011' ? appResourceId(org?.[0] ?? '', app?.[0] ?? '') : undefined;
}

/** Is `right` what the policy lets the app hand out, or a part of it? */
export const sameRight = (own: AppRight, right: AppRight): boolean =>
  own.action === right.action &&
  own.part.every(({ type, value }) => right.part.some((one) => one.type === type && one.value === value));
