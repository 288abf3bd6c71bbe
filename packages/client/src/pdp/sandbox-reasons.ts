/** Why the sandbox denies: a platform on a developer's machine says more than one that guards something. */
import { localEnvironment } from '../environments.ts';
import { PortvaktError } from '../errors.ts';
import type { Decision, Question, Why, XacmlJsonRequest } from './model.ts';
import { attributesOf, multiple, single } from './question.ts';

/** The ways to the platform that this needs. */
export interface SandboxDoor {
  /** A request to the decision point that asks for explanations. */
  explain(request: XacmlJsonRequest): Promise<string>;
  /** What an address of the sandbox answers. */
  look(url: string): Promise<{ readonly status: number; readonly text: string }>;
}

const REAL = /(?:^|\.)(?:altinn\.(?:no|cloud)|maskinporten\.no)$/;
const HERE = /^(?:localhost|\[::1\]|127\.[\d.]+|.+\.localhost)$/;

/** On this machine, or where `PORTVAKT_URL` says; never one of Altinn's own. */
function mayBeSandbox(platform: string): boolean {
  const { hostname, origin } = new URL(platform);
  if (REAL.test(hostname)) return false;
  return HERE.test(hostname) || origin === sandboxOrigin();
}

function sandboxOrigin(): string | undefined {
  try {
    return new URL(localEnvironment().issuer).origin;
  } catch {
    return undefined;
  }
}

/**
 * Adds to each denial why it is one, and its question in the playground. The question is asked a second time, so the decision stays what it was.
 * Where the platform does not say that it is a sandbox, and where it says nothing, all stays as it is.
 */
export function sandboxReasons(root: string, door: SandboxDoor) {
  let known: boolean | undefined;
  const isSandbox = async (): Promise<boolean> => {
    if (known !== undefined) return known;
    const { status, text } = await door.look(`${root}/sandbox/clock`);
    // What is broken for a moment is no answer.
    if (status < 500) known = status === 200 && members(text)['now'] !== undefined;
    return known ?? false;
  };
  return async (questions: readonly Question[], decisions: readonly Decision[]): Promise<readonly Decision[]> => {
    const denied = questions.filter((_, index) => decisions[index]?.permit === false);
    if (denied.length === 0 || !mayBeSandbox(root)) return decisions;
    try {
      if (!(await isSandbox())) return decisions;
      const [first] = denied;
      const request = first && denied.length === 1 ? single(first) : multiple(denied);
      const { response } = members(await door.explain(request));
      if (!Array.isArray(response) || response.length !== denied.length) return decisions;
      const reasons = new Map(denied.map((question, index) => [question, whyOf(root, question, response[index])]));
      return questions.map((question, index) => withReason(decisions[index] as Decision, question, reasons));
    } catch (error) {
      if (error instanceof PortvaktError) return decisions;
      throw error;
    }
  };
}

function withReason(decision: Decision, question: Question, reasons: ReadonlyMap<Question, Why | undefined>): Decision {
  const why = decision.permit ? undefined : reasons.get(question);
  if (!why) return decision;
  const { result, requiredLevel } = decision;
  if (result !== 'Permit' || requiredLevel === undefined) return { ...decision, why };
  const level = Array.isArray(question.subject) ? undefined : (question.subject as { level?: number }).level;
  const reason = `permitted, but the token has authentication level ${level ?? 0}, and the policy asks for ${requiredLevel}`;
  return { ...decision, why: { ...why, reason } };
}

function whyOf(root: string, question: Question, result: unknown): Why | undefined {
  const { reason, accepts, has, rule, policy } = membersOf(membersOf(result)['explanation']);
  if (typeof reason !== 'string') return undefined;
  const { resourceId } = membersOf(policy);
  const { id, line } = membersOf(rule);
  return {
    reason,
    ...(isTexts(accepts) ? { accepts } : {}),
    ...(isTexts(has) ? { has } : {}),
    ...(typeof id === 'string' ? { rule: { id, ...(typeof line === 'number' ? { line } : {}) } } : {}),
    playground: playgroundOf(root, question, typeof resourceId === 'string' ? resourceId : undefined),
  };
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function members(text: string): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(text));
  } catch {
    return {};
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const SUBJECTS: Readonly<Record<string, string>> = {
  'urn:altinn:userid': 'user',
  'urn:altinn:systemuser:uuid': 'system-user',
  'urn:altinn:organization:identifier-no': 'organization',
};

const PERSON_NUMBER = /^\d{11}$/;

/** The portal's playground with the question filled in, as far as it takes it: what may be a person's number is left out. */
function playgroundOf(root: string, { subject, action, resource }: Question, resourceId: string | undefined): string {
  const who = attributesOf(subject).find(({ id }) => Object.hasOwn(SUBJECTS, id));
  const fields = {
    subject: who && !PERSON_NUMBER.test(who.value) ? `${SUBJECTS[who.id]}:${who.value}` : undefined,
    party: 'organisation' in resource.party ? resource.party.organisation : undefined,
    resource: 'resource' in resource ? resource.resource : resourceId,
    action,
    instance: 'instance' in resource ? resource.instance : undefined,
  };
  const known = Object.entries(fields).filter(
    (field): field is [string, string] => field[1] !== undefined && !PERSON_NUMBER.test(field[1]),
  );
  return `${root}/playground?${new URLSearchParams(known)}`;
}
