/**
 * Files of others as they are: Tenor's export, Enhetsregisteret's JSON, and parties as Altinn's own test data and registers write them
 * (docs/foreign-worlds.md tells where each form was read). Pure: what is found is put into the words of an import, and what is not is counted.
 */
import { Members, objectOf } from './members.ts';

/** What a file of somebody else says, in the words of an import. */
export interface Found {
  readonly organizations: Record<string, unknown>[];
  readonly persons: Record<string, unknown>[];
  readonly users: Record<string, unknown>[];
  readonly roles: Record<string, unknown>[];
}

/** What was not kept, and how often. */
export type Unread = Map<string, number>;

const ENTITY_ROLES = 'a role of a person without a number, as open data has them';

/** @returns false when the form is none that is known here */
export function readForeign(value: unknown, found: Found, unread: Unread): boolean {
  if (Array.isArray(value))
    return value.length > 0 && value.every((one) => objectOf(one) !== undefined && readForeign(one, found, unread));
  const object = objectOf(value);
  if (!object) return false;
  const members = new Members(object, unread);
  const read = formOf(members);
  if (!read) return false;
  read(members, found, unread);
  members.tellUnread();
  return true;
}

type Reader = (members: Members, found: Found, unread: Unread) => void;

function formOf(members: Members): Reader | undefined {
  if (members.has('dokumentListe')) return tenorResult;
  if (members.has('_embedded')) return pageOfUnits;
  if (members.has('tenorMetadata')) return tenorDocument;
  if (members.has('organisasjonsnummer')) return unit;
  if (members.has('identifikasjonsnummer')) return folkeregisterPerson;
  if (members.has('rollegrupper')) return rolesOfUnit;
  if (members.has('orgs')) return testUsers;
  if (members.has('partyType') && members.has('partyUuid')) return registerParty;
  if (members.has('data') && members.list('data').some((one) => one.has('partyType'))) return registerPage;
  if (members.has('orgNumber') || members.has('ssn')) return oldParty;
  return undefined;
}

const put = (list: Record<string, unknown>[], values: Record<string, unknown>): void => {
  list.push(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')));
};

const eachOf =
  (name: string): Reader =>
  (members, found, unread) => {
    for (const one of members.list(name)) {
      const read = formOf(one);
      if (read) read(one, found, unread);
      one.tellUnread();
    }
  };

const tenorResult: Reader = (members, found, unread) => {
  // How the search went is no data.
  members.pass('treff', 'rader', 'offset', 'nesteSide', 'seed', 'fasetter');
  for (const one of members.list('dokumentListe')) {
    tenorDocument(one, found, unread);
    one.tellUnread();
  }
};

const registerPage: Reader = eachOf('data');

const pageOfUnits: Reader = (members, found, unread) => {
  members.pass('_links', 'page');
  const embedded = members.object('_embedded');
  for (const name of ['enheter', 'underenheter']) if (embedded?.has(name)) eachOf(name)(embedded, found, unread);
  embedded?.tellUnread();
};

/** A document of a search: the source's own data lie in it as a text, where they were asked for. */
const tenorDocument: Reader = (members, found, unread) => {
  const meta = members.object('tenorMetadata');
  const source = sourceOf(meta?.text('kildedata'), unread);
  const read = source && formOf(source);
  if (source && read) {
    // What the document says beside its source is the same, for those who search.
    members.passAll();
    meta?.passAll();
    read(source, found, unread);
    source.tellUnread();
    return;
  }
  const id = meta?.text('id');
  if (members.has('organisasjonsnummer')) {
    unit(members, found, unread);
    return;
  }
  const [number] = members.texts('identifikator');
  put(found.persons, { personNumber: number ?? id ?? '', name: members.text('visningnavn') });
  meta?.passAll();
};

function sourceOf(text: string | undefined, unread: Unread): Members | undefined {
  if (text === undefined) return undefined;
  try {
    const object = objectOf(JSON.parse(text));
    return object && Object.keys(object).length > 0 ? new Members(object, unread) : undefined;
  } catch {
    return undefined;
  }
}

/** An organisation of Enhetsregisteret, as its API or as Tenor writes it. */
const unit: Reader = (members, found, unread) => {
  const organizationNumber = members.text('organisasjonsnummer') ?? '';
  const deleted = members.text('slettedato') ?? members.text('slettetIEnhetsregisteret');
  const isDeleted = deleted !== undefined && deleted !== 'N';
  const form = members.object('organisasjonsform');
  const main = members.object('underenhet');
  put(found.organizations, {
    organizationNumber,
    name: members.text('navn'),
    form: form?.text('kode'),
    parent: members.text('overordnetEnhet') ?? main?.text('hovedenhet'),
    ...(isDeleted ? { isDeleted: true, deletedAt: dayOf(deleted) } : {}),
  });
  form?.pass('beskrivelse', '_links', 'utgaatt');
  members.pass('_links', 'respons_klasse');
  form?.tellUnread();
  main?.tellUnread();
  if (members.has('rollegrupper')) roles(members, organizationNumber, found, unread);
};

/** `20200131` or `2020-01-31`; undefined for a letter that says no more than that it is so. */
const dayOf = (text: string): string | undefined => {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
};

/** `…/enheter/{number}/roller`: whose they are stands in the address alone. */
const rolesOfUnit: Reader = (members, found, unread) => {
  const self = members.object('_links')?.object('self')?.text('href') ?? '';
  const [, number = ''] = /\/(\d{9})\/roller/.exec(self) ?? [];
  roles(members, number, found, unread);
};

function roles(members: Members, organization: string, found: Found, unread: Unread): void {
  for (const group of members.list('rollegrupper')) {
    const code = group.object('type')?.text('kode');
    for (const role of group.list('roller')) {
      const own = role.object('type')?.text('kode') ?? code ?? '';
      if ([role.text('fratraadt'), role.text('avregistrert')].some((over) => over === 'J' || over === 'true'))
        count(unread, `a role that has ended (${own})`);
      else {
        const person = role.object('person');
        const holder =
          person?.text('foedselsnummer') ??
          (role.object('virksomhet') ?? role.object('enhet'))?.text('organisasjonsnummer');
        if (holder === undefined) count(unread, ENTITY_ROLES);
        else put(found.roles, { holder, role: own, organization });
      }
    }
  }
}

const count = (unread: Unread, what: string): void => {
  unread.set(what, (unread.get(what) ?? 0) + 1);
};

const current = (list: readonly Members[]): Members | undefined =>
  list.find((one) => one.text('erGjeldende') === 'true') ?? list[0];

const fullName = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' ');

/** A person of Folkeregisteret, as Tenor has it. */
const folkeregisterPerson: Reader = (members, found) => {
  const name = current(members.list('navn'));
  put(found.persons, {
    personNumber: current(members.list('identifikasjonsnummer'))?.text('foedselsEllerDNummer') ?? '',
    name: fullName(name?.text('fornavn'), name?.text('mellomnavn'), name?.text('etternavn')),
  });
};

/** The test users of Altinn's local test: `{persons, orgs}`. */
const testUsers: Reader = (members, found, unread) => {
  members.pass('$schema');
  const numbers = new Map<string, string>();
  const orgs = members.list('orgs');
  for (const org of orgs) numbers.set(org.text('partyId') ?? '', org.text('orgNumber') ?? '');
  for (const org of orgs) {
    const parent = org.text('parentPartyId');
    put(found.organizations, {
      organizationNumber: org.text('orgNumber') ?? '',
      name: org.text('name'),
      form: org.text('unitType'),
      partyId: org.text('partyId'),
      parent: parent === undefined ? undefined : numbers.get(parent),
    });
    org.tellUnread();
  }
  for (const person of members.list('persons')) testUser(person, numbers, found, unread);
};

function testUser(person: Members, numbers: ReadonlyMap<string, string>, found: Found, unread: Unread): void {
  const personNumber = person.text('ssn');
  const ids = { partyId: person.text('partyId'), userId: person.text('userId') };
  const userName = person.text('userName');
  if (personNumber === undefined) put(found.users, { name: userName ?? person.text('email') ?? '', ...ids });
  else
    put(found.persons, {
      personNumber,
      name: fullName(person.text('firstName'), person.text('middleName'), person.text('lastName')),
      userName,
      ...ids,
    });
  const held = person.object('partyRoles');
  for (const partyId of held?.names() ?? [])
    for (const role of held?.list(partyId) ?? []) {
      const organization = numbers.get(partyId);
      const code = role.text('value') ?? '';
      if (personNumber === undefined || organization === undefined)
        count(unread, `a role (${code}) of or for somebody that the file does not have with a number`);
      else put(found.roles, { holder: personNumber, role: code, organization });
    }
  person.tellUnread();
}

/** A party of Altinn's register, as its API writes it now. */
const registerParty: Reader = (members, found) => {
  const type = members.text('partyType');
  const user = members.object('user');
  const isDeleted = members.text('isDeleted') === 'true';
  const common = {
    partyId: members.text('partyId'),
    uuid: members.text('partyUuid'),
    ...(isDeleted ? { isDeleted, deletedAt: dayOf(members.text('deletedAt') ?? '') } : {}),
  };
  const name = members.text('displayName') ?? members.text('name');
  const [userId, userName] = [user?.text('userId'), user?.text('username')];
  if (type === 'organization')
    put(found.organizations, {
      ...common,
      name,
      organizationNumber: members.text('organizationIdentifier') ?? '',
      form: members.text('unitType'),
    });
  else if (type === 'person')
    put(found.persons, { ...common, name, personNumber: members.text('personIdentifier') ?? '', userId, userName });
  else if (type === 'self-identified-user')
    put(found.users, { ...common, name: members.text('email') ?? userName ?? name ?? '', userId });
  user?.pass('userIds');
};

/** A party, an organisation or a person of Altinn's register as it wrote them before, and its test data do. */
const oldParty: Reader = (members, found) => {
  const organizationNumber = members.text('orgNumber');
  const common = {
    partyId: members.text('partyId'),
    uuid: members.text('partyUuid'),
    name: members.text('name'),
    ...(members.text('isDeleted') === 'true' ? { isDeleted: true } : {}),
  };
  if (organizationNumber !== undefined)
    put(found.organizations, { ...common, organizationNumber, form: members.text('unitType') });
  else {
    const name = fullName(members.text('firstName'), members.text('middleName'), members.text('lastName'));
    put(found.persons, { ...common, name: common.name ?? name, personNumber: members.text('ssn') ?? '' });
  }
};
