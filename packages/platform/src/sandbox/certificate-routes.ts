import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isOrganizationNumber } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { KeyRefused, MAX_DAYS, type TestAuthority } from './authority.ts';

const BASE = '/sandbox/certificates';
const DEFAULT_DAYS = 365;
const tags = ['sandbox'];
const Wish = Type.Object(
  {
    organization: Type.String({ maxLength: 20 }),
    publicKey: Type.String({ maxLength: 10_000 }),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DAYS })),
  },
  { additionalProperties: false },
);

/** Business certificates of the sandbox's own authority (maskinporten.md 2.2). */
export function certificateRoutes(app: FastifyInstance, deps: { authority: TestAuthority; register: Register }): void {
  const { authority, register } = deps;
  const nameOf = async (organization: string): Promise<string> => {
    const party = isOrganizationNumber(organization) ? await register.party({ organization }) : undefined;
    if (party) return party.name;
    throw new HttpProblem(400, `there is no organisation ${JSON.stringify(organization)} in this sandbox`);
  };
  app.post(
    BASE,
    { schema: { tags, summary: 'Issue a business certificate for a public key', body: Wish } },
    async (request, reply) => {
      const { organization, publicKey, days } = request.body as {
        organization: string;
        publicKey: string;
        days?: number;
      };
      const name = await nameOf(organization);
      const issued = await authority
        .issue({ organization, name, publicKey, days: days ?? DEFAULT_DAYS })
        .catch((error: unknown) => {
          throw error instanceof KeyRefused ? new HttpProblem(400, error.message) : error;
        });
      return reply.code(201).send({ ...issued, chain: await authority.chain() });
    },
  );
  app.get(BASE, { schema: { tags, summary: 'Certificates issued to ?organization=' } }, async (request) => {
    const { organization } = request.query as { organization?: string };
    if (typeof organization !== 'string') throw new HttpProblem(400, 'name the organisation: ?organization=');
    await nameOf(organization);
    return authority.issuedTo(organization);
  });
  app.post(
    `${BASE}/:serial/revoke`,
    { schema: { tags, summary: 'Revoke a certificate at once' } },
    async (request, reply) => {
      const serial = serialOf(request);
      if (!(await authority.revoke(serial))) throw new HttpProblem(404, `no certificate ${serial} has been issued`);
      return reply.code(204).send();
    },
  );
  app.get(
    `${BASE}/authority`,
    { schema: { tags, summary: 'The authority: issuing and root, PEM' } },
    async (_, reply) =>
      reply.type('application/x-pem-file').send((await authority.chain()).map((pem) => `${pem.trim()}\n`).join('')),
  );
  app.get(`${BASE}/revoked`, { schema: { tags, summary: 'Revocation list, DER' } }, async (_, reply) =>
    reply.type('application/pkix-crl').send(Buffer.from(await authority.revocationList())),
  );
}

function serialOf(request: FastifyRequest): string {
  const { serial } = request.params as { serial: string };
  if (/^[0-9A-Fa-f]{2,40}$/.test(serial)) return serial.toUpperCase();
  throw new HttpProblem(400, 'the serial number must be hexadecimal');
}
