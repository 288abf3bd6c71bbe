import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Database } from '../database/index.ts';
import { bytesOf, isMultipart, readParts } from '../http/index.ts';
import { mayWrite, type OwnerRules } from './access.ts';
import { MAX_POLICY_LENGTH } from './engine.ts';
import { flatRules, type PolicyAttribute, permitted, policyRights, policySubjects } from './policy-analysis.ts';
import { warningsHeader } from './policy-warnings.ts';
import { flag, invalid } from './readers.ts';
import { isPolicyUnusable, refuse } from './refusals.ts';
import type { Resources } from './resources.ts';
import { PolicyRight, PolicyRule, PolicySubjects } from './schemas.ts';
import { OPEN, OWNER, type RegistrySurface } from './surface.ts';
import type { CompiledPolicy, ResourceRecord } from './types.ts';

const PATH = '/resourceregistry/api/v1/resource/:id/policy';
const XML = 'application/xml';
const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

interface PolicyRoutesDeps extends OwnerRules {
  readonly resources: Resources;
  readonly database: Database;
  /** @throws Refusal 404 */
  readonly found: (id: string) => Promise<ResourceRecord>;
}

/** `…/resource/{id}/policy…`: the policy of a resource, and what it says (altinn-pdp.md 12.1). */
export function policyRoutes(registry: RegistrySurface, deps: PolicyRoutesDeps): void {
  readRoute(registry, deps.resources);
  uploadRoutes(registry, deps);
  analysisRoutes(registry, deps.resources);
}

async function policyOf(resources: Resources, id: string): Promise<CompiledPolicy> {
  const policy = await resources.policy(id);
  if (!policy) throw refuse('policy-unknown', `the resource registry has no policy for "${id}"`);
  return policy;
}

function readRoute({ route }: RegistrySurface, resources: Resources): void {
  route({
    method: 'GET',
    path: PATH,
    operationId: 'readResourcePolicy',
    summary: 'The policy of a resource, as XACML XML',
    access: OPEN,
    answers: { 200: { description: 'The policy', type: XML } },
    refusals: [404],
    async handle({ params: { id } }, reply) {
      const policy = await policyOf(resources, id);
      return reply.type(`${XML}; charset=utf-8`).send(policy.xml);
    },
  });
}

const UPLOAD = Type.Object({
  policyFile: Type.String({
    description: `XACML 3.0 XML, at most ${MAX_POLICY_LENGTH} bytes; with a file name or without`,
  }),
});

function uploadRoutes({ route }: RegistrySurface, deps: PolicyRoutesDeps): void {
  const { database, resources, found } = deps;
  for (const [method, operationId, summary] of [
    ['POST', 'uploadResourcePolicy', 'Store a policy'],
    ['PUT', 'replaceResourcePolicy', 'Replace a policy'],
  ] as const)
    route({
      method,
      path: PATH,
      operationId,
      summary,
      access: OWNER,
      // The form comes as a stream, of which nothing is read for who may not write the resource.
      body: {
        schema: UPLOAD,
        types: ['multipart/form-data'],
        read: (body: unknown) => (body instanceof Readable ? body : undefined),
      },
      answers: { 201: { description: 'It is stored; `Portvakt-Policy-Warnings` names what may not be meant so' } },
      refusals: [404],
      async handle({ params: { id }, body, caller, request }, reply) {
        await mayWrite(deps, caller, await found(id));
        const xml = await policyFile(request.headers['content-type'], body);
        const stored = await orRefused(() =>
          database.transaction((trx, announce) => resources.savePolicy(trx, announce, id, xml)),
        );
        return reply.code(201).headers(warningsHeader(stored.document.warnings)).send();
      },
    });
}

/** @throws Refusal 400 with the place of what is wrong with the policy */
async function orRefused(store: () => Promise<CompiledPolicy>): Promise<CompiledPolicy> {
  try {
    return await store();
  } catch (error) {
    if (!isPolicyUnusable(error)) throw error;
    const { reason: _, ...place } = error.parameters;
    throw refuse('policy-unusable', `the policy is not usable: ${error.message}`, {
      members: { errors: { policyFile: [error.message] }, ...place },
    });
  }
}

const MAX_PARTS = 11;

/** The text of the form's part `policyFile`, sent as a file or as a field. @throws Refusal 400, 413, 415 */
async function policyFile(contentType: string | undefined, form: Readable | undefined): Promise<string> {
  const wanted = 'send a multipart/form-data form with the policy as the part policyFile';
  if (!isMultipart(contentType) || form === undefined) throw refuse('policy-type', wanted);
  const tooLarge = () => refuse('policy-too-large', `a policy may hold at most ${MAX_POLICY_LENGTH} bytes`);
  let text: string | undefined;
  for await (const part of readParts(contentType, form, MAX_PARTS)) {
    const bytes = await bytesOf(part.content, MAX_POLICY_LENGTH, tooLarge);
    if (part.name !== 'policyFile') continue;
    if (text !== undefined) throw invalid({ policyFile: ['is there twice: send one'] });
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw invalid({ policyFile: ['is not UTF-8 text'] });
    }
  }
  if (text === undefined || text.trim() === '') throw invalid({ policyFile: [wanted] });
  return text;
}

/** A subject as the registry lists it (altinn-pdp.md 12.1). */
const inSmallLetters = ({ type, value: written }: PolicyAttribute): PolicyAttribute => {
  const value = written.toLowerCase();
  return { type, value, urn: `${type}:${value}` };
};

const flatAttributes = (attributes: readonly PolicyAttribute[]) => attributes.map((one) => ({ ...one }));

function analysisRoutes({ route }: RegistrySurface, resources: Resources): void {
  route({
    method: 'GET',
    path: `${PATH}/subjects`,
    operationId: 'listResourcePolicySubjects',
    summary: 'Whom a policy names',
    access: OPEN,
    // Asked for by Altinn Studio when it has published a policy. There is nothing to do: the subjects are always those of the policy.
    query: { reloadFromXacml: flag('Read them anew from the policy', false) },
    answers: { 200: { description: 'Every subject, once', schema: PolicySubjects } },
    refusals: [404],
    async handle({ params: { id } }) {
      const subjects = policySubjects(flatRules((await policyOf(resources, id)).document)).map(inSmallLetters);
      if (subjects.length === 0) throw refuse('policy-unknown', `the policy of "${id}" names no subject`);
      return { links: {}, data: subjects };
    },
  });
  route({
    method: 'GET',
    path: `${PATH}/rules`,
    operationId: 'listResourcePolicyRules',
    summary: 'The rules of a policy',
    access: OPEN,
    answers: { 200: { description: 'What is permitted, combination by combination', schema: Type.Array(PolicyRule) } },
    refusals: [404],
    handle: async ({ params: { id } }) =>
      permitted((await policyOf(resources, id)).document).map(({ subject, resource, action }) => ({
        subject: flatAttributes(subject),
        action: { type: ACTION_ID, value: action, urn: `${ACTION_ID}:${action}` },
        resource: flatAttributes(resource),
      })),
  });
  for (const [path, operationId, hidden] of [
    [`${PATH}/rights`, 'listResourcePolicyRights', false],
    ['/resourceregistry/api/v2/resource/:id/policy/rights', 'listResourcePolicyRightsByAlias', true],
  ] as const)
    route({
      method: 'GET',
      path,
      operationId,
      summary: 'The rights of a policy and who has them',
      access: OPEN,
      answers: { 200: { description: 'The rights', schema: Type.Array(PolicyRight) } },
      refusals: [404],
      hidden,
      handle: async ({ params: { id } }) => policyRights((await policyOf(resources, id)).document),
    });
}
