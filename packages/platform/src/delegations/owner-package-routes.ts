import type { Transaction } from 'kysely';
import { Type } from 'typebox';
import type { Caller } from '../callers/index.ts';
import type { Announce, Tables } from '../database/index.ts';
import { uuidOfText } from '../foundation/index.ts';
import type { BodyReader } from '../http/index.ts';
import type { AccessPackage, Party } from '../register/index.ts';
import { rightholderId } from './connection-receivers.ts';
import { GivenPackage } from './connection-schemas.ts';
import { between, firstPassedOn } from './connection-store.ts';
import { kindOf } from './entity.ts';
import { memberOf } from './members.ts';
import { organizationUuid } from './persons.ts';
import { Faults, problem } from './problems.ts';
import { refuse } from './refusals.ts';
import { RIGHTHOLDER } from './role-names.ts';
import { packageGiver } from './store.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface } from './surface.ts';

const PATH = `${BASE}/serviceowner/connections/accesspackages` as const;
const OWNER = { who: 'token', scopes: ['altinn:serviceowner/delegations:accesspackage.write'] } as const;
const URNS = {
  person: 'urn:altinn:person:identifier-no:',
  organization: 'urn:altinn:organization:identifier-no:',
  package: 'urn:altinn:accesspackage:',
} as const;

/** Which packages a service owner may give on behalf of others: names by organisation number, as Altinn has set it. */
const SERVICE_OWNER_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  // The tax administration, which registers who looks after the taxes of a private person.
  '974761076': ['innbygger-skatteforhold-privatpersoner'],
};

/** Numbers, and the name of a package. */
interface Asked {
  readonly from: { readonly person: string } | { readonly organization: string };
  readonly to: { readonly person: string } | { readonly organization: string };
  readonly package: string;
}

const Urn = Type.String({ description: `${URNS.person}… or ${URNS.organization}…` });

const ASKED: BodyReader<Asked> = {
  schema: Type.Object({ from: Urn, to: Urn, packageUrn: Type.String({ description: `${URNS.package}…` }) }),
  required: true,
  read(body) {
    const faults = new Faults();
    const after = (name: string, ...prefixes: readonly string[]): readonly string[] => {
      const text = memberOf(body, name);
      const value = typeof text === 'string' ? text : '';
      const found = prefixes.map((prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : ''));
      if (found.every((one) => one === ''))
        faults.add('urn-invalid', `/${name}`, { [name]: `Give ${prefixes.join('… or ')}….` });
      return found;
    };
    const party = (name: string) => {
      const [person = '', organization = ''] = after(name, URNS.person, URNS.organization);
      return person === '' ? { organization } : { person };
    };
    const asked = { from: party('from'), to: party('to'), package: after('packageUrn', URNS.package)[0] ?? '' };
    faults.check();
    return asked;
  },
};

/** Both parties, the package, and the service owner that gives or takes it. */
interface Gift {
  readonly from: Party;
  readonly to: Party;
  readonly known: AccessPackage;
  readonly owner: string;
}

/** `/serviceowner/connections/accesspackages…`: a service owner gives packages on behalf of others (access-management.md 10). */
export function ownerPackageRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  const { database, register, delegations } = deps;
  route({
    method: 'POST',
    path: PATH,
    operationId: 'givePackageForOthers',
    summary: 'Give somebody an access package of another',
    access: OWNER,
    body: ASKED,
    answers: { 200: { description: 'What is given', schema: GivenPackage } },
    async handle({ caller, body }) {
      const { from, to, known, owner } = await giftOf(deps, caller, body);
      if (known.type !== kindOf(from)) throw problem('package-of-other-kind');
      if (from.uuid === to.uuid) throw refuse('same-party');
      const grant = { to: to.uuid, from, by: owner, rights: [], packages: [known.urn] };
      await database.transaction(async (trx, announce) => {
        await register.giveRoles(trx, announce, [{ holder: to.uuid, role: RIGHTHOLDER, of: from.uuid }]);
        await delegations.grantPlanned(trx, announce, grant);
      });
      const assignmentId = rightholderId(from.uuid, to.uuid);
      return { id: uuidOfText(`given:${assignmentId}:${known.urn}`), assignmentId, packageId: known.id };
    },
  });
  route({
    method: 'POST',
    path: `${PATH}/revoke`,
    operationId: 'takePackageForOthers',
    summary: 'Take back an access package that the service owner has given',
    access: OWNER,
    body: ASKED,
    answers: { 204: { description: 'It is not given by the service owner' } },
    async handle({ caller, body }, reply) {
      const gift = await giftOf(deps, caller, body);
      await database.transaction((trx, announce) => take(trx, announce, deps, gift));
      return reply.code(204).send();
    },
  });
}

/** @throws Refusal 403 AM-00034 for a package that is not the owner's to give, 400 AM-00021 and AM-00035 for who and what does not exist */
async function giftOf(deps: DelegationsRoutesDeps, { organization }: Caller, asked: Asked): Promise<Gift> {
  const { register, serviceOwnerPackages = SERVICE_OWNER_PACKAGES } = deps;
  const mine = (organization === undefined ? undefined : serviceOwnerPackages[organization]) ?? [];
  const isMine = mine.some((name) => name.toLowerCase() === asked.package.toLowerCase());
  if (organization === undefined || !isMine) throw problem('package-not-of-owner');
  const [from, to] = [await register.party(asked.from), await register.party(asked.to)];
  if (!from || !to || from.isDeleted || to.isDeleted) throw problem('parties-not-there');
  const known = register.catalogue.package(`${URNS.package}${asked.package}`);
  if (!known) throw problem('package-name-unknown');
  return { from, to, known, owner: await organizationUuid(register, organization) };
}

/** Whoever has nothing else of the giver is no rightholder any more. @throws Refusal 400 AM-00038 for what another has given */
async function take(
  trx: Transaction<Tables>,
  announce: Announce,
  { register, delegations }: DelegationsRoutesDeps,
  { from, to, known, owner }: Gift,
): Promise<void> {
  const giver = await packageGiver(trx, { to: to.uuid, from: from.uuid, package: known.urn });
  if (giver === undefined) return;
  if (giver !== owner) throw problem('package-of-other-giver');
  await delegations.revoke(trx, announce, { to: to.uuid, from: from.uuid, resources: [], packages: [known.urn] });
  const left = await between(trx, { from: [from.uuid], to: [to.uuid] });
  const passedOn = await firstPassedOn(trx, from.uuid, to.uuid);
  if (left.packages.length + left.rights.length === 0 && passedOn === undefined)
    await register.takeRoles(trx, announce, { holder: to.uuid, of: from.uuid, role: RIGHTHOLDER });
}
