import { Type } from 'typebox';
import { isOrganizationNumber } from '../foundation/index.ts';
import { text } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { MAX_DAYS, type TestAuthority } from './authority.ts';
import { refuse } from './refusals.ts';
import { SANDBOX, type SandboxSurface } from './surface.ts';

const BASE = '/sandbox/certificates';
const DEFAULT_DAYS = 365;
const Wish = Type.Object(
  {
    organization: Type.String({ maxLength: 20, description: 'Organisation number: who it is issued to' }),
    publicKey: Type.String({ maxLength: 10_000, description: 'The key that it is for, PEM' }),
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_DAYS,
        description: `How long it is good; ${DEFAULT_DAYS} when left out`,
      }),
    ),
  },
  { additionalProperties: false },
);

const Issued = Type.Object({
  certificate: Type.String(),
  serialNumber: Type.String(),
  chain: Type.Array(Type.String()),
});
const Line = Type.Object({ serialNumber: Type.String() });

interface CertificateDeps {
  readonly authority: TestAuthority;
  readonly register: Register;
}

/** Business certificates of the sandbox's own authority (maskinporten.md 2.2). */
export function certificateRoutes(surface: SandboxSurface, deps: CertificateDeps): void {
  issuingRoutes(surface, deps);
  trustRoutes(surface, deps);
}

function issuingRoutes({ route }: SandboxSurface, { authority, register }: CertificateDeps): void {
  const nameOf = async (organization: string): Promise<string> => {
    const party = isOrganizationNumber(organization) ? await register.party({ organization }) : undefined;
    if (party) return party.name;
    throw refuse('organization-unknown', `there is no organisation ${JSON.stringify(organization)} in this sandbox`);
  };
  route({
    method: 'POST',
    path: BASE,
    operationId: 'issueCertificate',
    summary: 'Issue a business certificate for a public key',
    access: SANDBOX,
    body: Wish,
    answers: { 201: { description: 'The certificate, with its chain', schema: Issued } },
    async handle({ body: { organization, publicKey, days = DEFAULT_DAYS } }, reply) {
      const name = await nameOf(organization);
      const issued = await authority.issue({ organization, name, publicKey, days });
      return reply.code(201).send({ ...issued, chain: await authority.chain() });
    },
  });
  route({
    method: 'GET',
    path: BASE,
    operationId: 'listCertificates',
    summary: 'Certificates issued to ?organization=',
    access: SANDBOX,
    query: { organization: text('Organisation number') },
    answers: { 200: { description: 'Its certificates', schema: Type.Array(Line) } },
    async handle({ query: { organization } }) {
      if (organization === undefined) throw refuse('organization-missing', 'name the organisation: ?organization=');
      await nameOf(organization);
      return authority.issuedTo(organization);
    },
  });
  route({
    method: 'POST',
    path: `${BASE}/:serial/revoke`,
    operationId: 'revokeCertificate',
    summary: 'Revoke a certificate at once',
    access: SANDBOX,
    answers: { 204: { description: 'It is revoked' } },
    refusals: [404],
    async handle({ params }, reply) {
      const serial = serialIn(params.serial);
      if (!(await authority.revoke(serial)))
        throw refuse('certificate-unknown', `no certificate ${serial} has been issued`);
      return reply.code(204).send();
    },
  });
}

/** What those read who are to trust the certificates. */
function trustRoutes({ route }: SandboxSurface, { authority }: CertificateDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/authority`,
    operationId: 'readAuthority',
    summary: 'The authority: issuing and root, PEM',
    access: SANDBOX,
    answers: { 200: { description: 'Both certificates', type: 'application/x-pem-file' } },
    handle: async (_, reply) =>
      reply.type('application/x-pem-file').send((await authority.chain()).map((pem) => `${pem.trim()}\n`).join('')),
  });
  route({
    method: 'GET',
    path: `${BASE}/revoked`,
    operationId: 'readRevocationList',
    summary: 'Revocation list, DER',
    access: SANDBOX,
    answers: { 200: { description: 'The list', type: 'application/pkix-crl' } },
    handle: async (_, reply) => reply.type('application/pkix-crl').send(Buffer.from(await authority.revocationList())),
  });
}

/** @throws Refusal 400 */
function serialIn(serial: string): string {
  if (/^[0-9A-Fa-f]{2,40}$/.test(serial)) return serial.toUpperCase();
  throw refuse('serial-malformed', 'the serial number must be hexadecimal');
}
