/** How the five error shapes of these surfaces are described, by status (system-register-and-users.md 2); `refusals.ts` makes them. */
import { type TSchema, Type } from 'typebox';
import type { Answer, Answers } from '../http/index.ts';
import { PROBLEM_NAMES, PROBLEMS, type ProblemName, problemCode, VALIDATION_NAMES, validationCode } from './codes.ts';
import { bodyOf, problem, validation } from './refusals.ts';

const common = { title: Type.String(), status: Type.Integer(), traceId: Type.String() };
const detail = Type.Optional(Type.String());
const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c' };

/** Shape A; what an error adds stands beside these members. */
const AltinnProblem = Type.Object({
  type: Type.String({ pattern: '^urn:altinn:error:AUTH-\\d{5}$' }),
  ...common,
  code: Type.String({ pattern: '^AUTH-\\d{5}$' }),
  statusDescription: Type.String(),
  detail,
});
/** Shape B. */
const ValidationProblem = Type.Object({
  type: Type.Literal('urn:altinn:error:STD-00000'),
  ...common,
  code: Type.Literal('STD-00000'),
  statusDescription: Type.String(),
  validationErrors: Type.Array(
    Type.Object({
      code: Type.String({ pattern: '^AUTH\\.VLD-\\d{5}$' }),
      title: Type.String(),
      paths: Type.Array(Type.String()),
      detail,
    }),
    { minItems: 1 },
  ),
});
/** Shape C. */
const Unbound = Type.Object({
  type: Type.Literal('https://tools.ietf.org/html/rfc9110#section-15.5.1'),
  ...common,
  errors: Type.Record(Type.String(), Type.Array(Type.String())),
});
/** What the server itself refuses, and what Altinn answers with a generic problem. */
const Generic = Type.Object({
  type: Type.String({ pattern: '^https://tools\\.ietf\\.org/html/rfc9110#section-15\\.(5(\\.\\d+)?|6\\.1)$' }),
  ...common,
  detail: Type.String(),
});

const problemForm = (description: string, schemas: readonly TSchema[], example: unknown): Answer => {
  const [only, ...more] = schemas;
  return {
    description,
    type: 'application/problem+json',
    schema: only && more.length === 0 ? only : Type.Union([...schemas]),
    example,
  };
};

const generic = (status: number, description: string): Answer =>
  problemForm(description, [Generic], {
    type: `https://tools.ietf.org/html/rfc9110#section-${status >= 500 ? '15.6.1' : '15.5'}`,
    title: description,
    status,
    ...TRACE,
    detail: description,
  });

const exampleOf = (refusal: ReturnType<typeof problem>) => ({ ...bodyOf(refusal), ...TRACE });

/** Shape A with the codes that have the status. */
const domain = (status: number, description: string, example: ProblemName, others: readonly TSchema[] = []): Answer =>
  problemForm(
    `${description}: ${PROBLEM_NAMES.filter((one) => PROBLEMS[one].status === status)
      .map(problemCode)
      .join(', ')}`,
    [AltinnProblem, ...others],
    exampleOf(problem(example)),
  );

/** Shape E: why stands in `www-authenticate` alone. */
const empty = (description: string): Answer => ({ description });
/** Shape D. */
const sentenceForm = (description: string, example: string): Answer => ({
  description,
  type: 'text/plain',
  schema: Type.String(),
  example,
});

const VALIDATION_EXAMPLE = exampleOf(validation([{ rule: 'systemIdTaken', detail: '"310019747_lonn" is taken' }]));
const VALIDATION_CODES = VALIDATION_NAMES.map(validationCode).join(', ');

const COMMON: Answers = {
  401: empty('There is no token, or it proves nothing'),
  403: empty('The caller may not do this'),
  413: generic(413, 'The body is too large'),
  414: generic(414, 'A part of the address is too long'),
  415: generic(415, 'The body has a media type that is not read here'),
  429: generic(429, 'There have been too many requests; Retry-After says when to come again'),
  500: generic(500, 'An unexpected error; the log names it by the traceId'),
  503: generic(503, 'A part that is needed is away; try again later'),
};

export const registerRefusals: Answers = {
  ...COMMON,
  400: {
    ...problemForm(
      `The request does not bind, or breaks rules: ${VALIDATION_CODES}`,
      [ValidationProblem, Unbound, Generic],
      VALIDATION_EXAMPLE,
    ),
    or: [
      sentenceForm('The system has been deleted', 'The system 310019747_lonn has been deleted: it cannot be changed'),
    ],
  },
  404: sentenceForm('There is no such system', 'There is no system 310019747_lonn'),
  409: sentenceForm('Another call was faster', 'The system id 310019747_lonn has just been taken'),
};

export const userRefusals: Answers = {
  ...COMMON,
  400: {
    ...domain(400, 'It cannot be done', 'systemUserExists', [Unbound, Generic]),
    or: [sentenceForm('The correlation-id is not one', 'correlation-id must not be the id of the system user')],
  },
  401: {
    ...empty('There is no token, or it proves nothing'),
    or: [domain(401, 'It names no organisation', 'vendorUnknown')],
  },
  403: { ...empty('The caller may not do this'), or: [domain(403, 'This may not be done', 'notAccessManager')] },
  404: { ...domain(404, 'There is no such thing', 'requestNotFound'), or: [empty('There is no such system user')] },
  409: {
    ...domain(409, 'It has been answered', 'requestNotNew'),
    or: [
      sentenceForm(
        'The correlation-id is taken',
        'the correlation-id is used by another change request: choose a new UUID',
      ),
    ],
  },
  410: empty('The system user is gone'),
};

const CLIENT_CODES = [
  ...(['agentInvalid', 'agentNotAgent', 'clientInvalid'] as const).map(validationCode),
  ...(['clientNotServed', 'clientOfOtherFacilitator', 'clientNotFound', 'clientLacksPackages'] as const).map(
    problemCode,
  ),
].join(', ');

export const clientRefusals: Answers = {
  ...COMMON,
  400: problemForm(
    `The query is not what it must be, or it cannot be done: ${CLIENT_CODES}`,
    [AltinnProblem, ValidationProblem, Unbound, Generic],
    exampleOf(validation([{ rule: 'agentInvalid' }])),
  ),
  404: generic(404, 'The register does not know the organisation'),
};

export const askedRefusals: Answers = {
  ...COMMON,
  400: generic(400, 'The address cannot be read'),
  404: generic(404, 'There is no such request'),
  429: generic(429, 'So many of these a minute are not answered: wait as long as retry-after says'),
};

const told = (description: string): Answer => ({
  ...generic(403, description),
  schema: Type.Object({ ...Generic.properties, code: Type.Optional(Type.String()) }),
});

/** What the register and the requests refuse, in their own forms; at the door with why. */
export const deskRefusals: Answers = {
  ...COMMON,
  400: {
    ...problemForm(
      `It does not bind, breaks a rule or cannot be done: ${VALIDATION_CODES} and those of system users`,
      [ValidationProblem, AltinnProblem, Unbound, Generic],
      VALIDATION_EXAMPLE,
    ),
    or: [sentenceForm('The system has been deleted, or the correlation-id is none', 'The system has been deleted')],
  },
  401: {
    ...generic(401, 'There is no token, or it proves nothing'),
    or: [domain(401, 'It names no organisation', 'vendorUnknown'), empty('The system user is of another vendor')],
  },
  403: told('The person does not administer the organisation, or the organisation has not been given the scope'),
  404: {
    ...domain(404, 'There is no such thing of the vendor', 'requestNotFound'),
    or: [sentenceForm('There is no such system', 'There is no system 310019747_lonn')],
  },
  409: registerRefusals[409] ?? empty('Another call was faster'),
};
