import { randomInt, randomUUID } from 'node:crypto';
import { type Clock, type JsonObject, seconds } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import type { Systems } from '../systems/index.ts';
import {
  consentClaims,
  emailUserClaims,
  enterpriseUserClaims,
  type Minting,
  organisationClaims,
  personClaims,
  platformAccessClaims,
  platformClaims,
  selfIdentifiedClaims,
  systemUserClaims,
} from './claims.ts';
import type { OrganisationWish, PersonWish, SystemUserWish, TokenWish } from './wishes.ts';

export interface TokenGenerator {
  /** A token that every surface of this platform takes as one that has been exchanged. Nobody is looked up, so nobody need exist. */
  token(wish: TokenWish): Promise<string>;
  /** Tokens of so many persons or organisations of the world, by their numbers: as many as there are, at most 1,000. */
  bulk(wish: PersonWish | OrganisationWish, count: number): Promise<Readonly<Record<string, string>>>;
}

export interface TokenGeneratorDeps {
  readonly clock: Clock;
  /** Signs Altinn's tokens. */
  readonly ring: SigningRing;
  /** `iss` of Altinn tokens. */
  readonly issuer: string;
  readonly register: Pick<Register, 'party' | 'some'>;
  /** A system user that is not deleted. */
  readonly systemUser: Systems['users']['find'];
}

/** Most tokens of one call: each is a signature. */
const MOST_TOKENS = 1000;
/** The organisation that the hosted generator takes when none is named. */
const DEFAULT_ORGANISATION = '991825827';
const JTI_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-';
const JTI_LENGTH = 43;

/** Makes tokens without a log-in, a key or a grant, as the hosted generator of Altinn's test environments does (token-generator.md). */
export function createTokenGenerator(deps: TokenGeneratorDeps): TokenGenerator {
  const { ring, register, clock, issuer } = deps;
  const minting = (): Minting => ({
    issuer,
    now: seconds(clock),
    uuid: randomUUID,
    jti: () => Array.from({ length: JTI_LENGTH }, () => JTI_CHARACTERS[randomInt(JTI_CHARACTERS.length)]).join(''),
    between: randomInt,
  });
  const claimsOf = async (wish: TokenWish): Promise<JsonObject> => {
    const now = minting();
    switch (wish.as) {
      case 'person':
        return personClaims(await personOf(wish, register), now);
      case 'organisation':
        return organisationClaims({ ...wish, orgNo: wish.orgNo || (await anyNumber(register, 'organization')) }, now);
      case 'enterprise-user':
        return enterpriseUserClaims(wish, now);
      case 'system-user':
        return systemUserClaims(await ownerOf(wish, deps), now);
      case 'self-identified':
        return selfIdentifiedClaims(wish, now);
      case 'email-user':
        return emailUserClaims(wish, now);
      case 'platform':
        return platformClaims(wish, now);
      case 'platform-access':
        return platformAccessClaims(wish, now);
      case 'consent':
        return consentClaims(wish, now);
    }
  };
  const token: TokenGenerator['token'] = async (wish) => ring.sign(await claimsOf(wish), { typ: 'JWT' });
  return {
    token,
    async bulk(wish, count) {
      const type = wish.as === 'person' ? 'person' : 'organization';
      const parties = await register.some(type, Math.min(count, MOST_TOKENS));
      const made: Record<string, string> = {};
      for (const number of parties.flatMap((party) => numberOf(party) ?? []))
        made[number] = await token(wish.as === 'person' ? { ...wish, pid: number } : { ...wish, orgNo: number });
      return made;
    },
  };
}

const numberOf = ({ personNumber, organizationNumber }: Party): string | undefined =>
  personNumber ?? organizationNumber;

/** The number of any party of the world; in an empty one a number that nobody has. */
async function anyNumber(register: TokenGeneratorDeps['register'], type: Party['type']): Promise<string> {
  const [party] = await register.some(type, 1);
  return (party && numberOf(party)) ?? (type === 'person' ? '00000000000' : DEFAULT_ORGANISATION);
}

/**
 * Who the person is. What the wish names stands, whoever that is; ids that it leaves out are the register's, unless those that it does name
 * are somebody else's.
 */
async function personOf(
  wish: PersonWish,
  register: TokenGeneratorDeps['register'],
): Promise<PersonWish & { readonly pid: string }> {
  const { userId, partyId, partyUuid } = wish;
  const named = await (wish.pid
    ? register.party({ person: wish.pid })
    : userId !== undefined
      ? register.party({ userId })
      : partyId !== undefined
        ? register.party({ partyId })
        : partyUuid !== undefined
          ? register.party({ uuid: partyUuid })
          : undefined);
  const pid = wish.pid || named?.personNumber || (await anyNumber(register, 'person'));
  const isFree = userId === undefined && partyId === undefined && partyUuid === undefined;
  const party = named ?? (isFree ? await register.party({ person: pid }) : undefined);
  const same = (given: unknown, own: unknown) => given === undefined || given === own;
  const isOne =
    party !== undefined &&
    party.personNumber === pid &&
    same(userId, party.userId) &&
    same(partyId, party.partyId) &&
    same(partyUuid?.toLowerCase(), party.uuid);
  if (!isOne) return { ...wish, pid };
  return { ...wish, pid, userId: party.userId, partyId: party.partyId, partyUuid: party.uuid };
}

/** Whose the system user is: as the platform knows it, as far as the wish does not say. */
async function ownerOf(wish: SystemUserWish, { systemUser }: TokenGeneratorDeps) {
  const known = await systemUser(wish.systemUserId);
  return {
    ...wish,
    orgNo: wish.orgNo || known?.vendor || DEFAULT_ORGANISATION,
    systemUserOrg: wish.systemUserOrg || known?.partyOrganization || DEFAULT_ORGANISATION,
    systemId: known?.systemId ?? randomUUID(),
  };
}
