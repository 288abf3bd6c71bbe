/** Instances and elements as they are shown (altinn-instances.md 7). */
import type { Caller } from '../callers/index.ts';
import type { PlatformUrls } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { ownsApp } from './access.ts';
import type { ShownElement, ShownInstance, ShownParty, StoredElement, StoredInstance } from './model.ts';
import { isStarted } from './process.ts';

type Links = Pick<PlatformUrls, 'altinn' | 'apps'>;

/** An instance with those of its elements that the caller sees: hard-deleted ones are the app owner's alone. */
export function shownInstance(
  urls: Links,
  instance: StoredInstance,
  elements: readonly StoredElement[],
  caller: Caller,
): ShownInstance {
  const all = ownsApp(caller, instance.org)
    ? elements
    : elements.filter((element) => !element.deleteStatus?.isHardDeleted);
  const { process, ...rest } = instance;
  return {
    ...rest,
    ...(isStarted(process) ? { process } : {}),
    selfLinks: linksOf(urls, instance),
    data: all.map((element) => shownElement(urls, instance, element)),
  };
}

export function shownElement(urls: Links, instance: StoredInstance, element: StoredElement): ShownElement {
  return { ...element, selfLinks: linksOf(urls, instance, `/data/${element.id}`) };
}

const linksOf = ({ altinn, apps }: Links, { org, appId, id }: StoredInstance, rest = '') => ({
  apps: `${apps(org)}/${appId}/instances/${id}${rest}`,
  platform: `${altinn}/storage/api/v1/instances/${id}${rest}`,
});

const PARTY_TYPES = { person: 1, organisation: 2, subUnit: 4, bankruptcyEstate: 5 } as const;

/** Which of the four kinds in an app's `partyTypesAllowed` a party is. */
export function partyKind(party: Party): keyof typeof PARTY_TYPES {
  if (party.type === 'person') return 'person';
  if (party.parentUuid !== undefined) return 'subUnit';
  return party.form === 'KBO' ? 'bankruptcyEstate' : 'organisation';
}

/** Without the person number, which stands beside it in the owner. */
export const shownParty = (party: Party): ShownParty => ({
  partyId: party.partyId,
  partyUuid: party.uuid,
  partyTypeName: PARTY_TYPES[partyKind(party)],
  orgNumber: party.organizationNumber ?? null,
  unitType: party.form ?? null,
  name: party.name,
  isDeleted: party.isDeleted,
});
