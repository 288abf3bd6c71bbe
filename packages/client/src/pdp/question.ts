/** Questions as they go over the wire (altinn-pdp.md 4). */
import { check, checkMembers, checkOptional } from '../check.ts';
import type { Question, ResourceRef, XacmlJsonRequest } from './model.ts';
import { type Attribute, type Principal, subjectOf } from './subject.ts';

const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

/** @throws ConfigurationError */
export function checkQuestion(question: Question): void {
  checkMembers(question, 'question', {
    action: 'a text',
    resource: 'an object',
    subject: ['an object', 'a list of objects'],
  });
  const { subject, resource } = question;
  if (Array.isArray(subject))
    for (const one of subject) checkMembers(one, 'an attribute of subject', { id: 'a text', value: 'a text' });
  else subjectOf(subject as Principal);
  checkMembers(resource, 'question.resource', { party: 'an object' });
  const named = 'resource' in resource ? { resource: 'a text' as const } : { app: 'a text' as const };
  checkMembers(resource, 'question.resource', named);
  checkOptional(resource, 'question.resource', { instance: 'a text', task: 'a text' });
  const { partyId, organisation, person } = resource.party as Record<string, unknown>;
  check(partyId ?? organisation ?? person, 'question.resource.party', 'a text', 'a number, 0 or more');
}

export const attributesOf = (subject: Question['subject']): readonly Attribute[] =>
  Array.isArray(subject) ? (subject as readonly Attribute[]) : subjectOf(subject as Principal);
const json = (attributes: readonly Attribute[]) =>
  attributes.map(({ id, value }) => ({ AttributeId: id, Value: value }));

function resourceAttributes(resource: ResourceRef): readonly Attribute[] {
  const { party } = resource;
  const owner: Attribute =
    'partyId' in party
      ? { id: 'urn:altinn:partyid', value: String(party.partyId) }
      : 'organisation' in party
        ? { id: 'urn:altinn:organization:identifier-no', value: party.organisation }
        : { id: 'urn:altinn:person:identifier-no', value: party.person };
  if ('resource' in resource) return [{ id: 'urn:altinn:resource', value: resource.resource }, owner];
  const [org = '', app = ''] = resource.app.split('/');
  return [
    { id: 'urn:altinn:org', value: org },
    { id: 'urn:altinn:app', value: app },
    owner,
    ...(resource.instance === undefined ? [] : [{ id: 'urn:altinn:instance-id', value: resource.instance }]),
    ...(resource.task === undefined ? [] : [{ id: 'urn:altinn:task', value: resource.task }]),
  ];
}

/** One question as a request. */
export const single = (question: Question): XacmlJsonRequest => ({
  Request: {
    AccessSubject: [{ Attribute: json(attributesOf(question.subject)) }],
    Action: [{ Attribute: [{ AttributeId: ACTION_ID, Value: question.action }] }],
    Resource: [{ Attribute: json(resourceAttributes(question.resource)) }],
  },
});

/** Equal subjects, actions and resources are sent once. */
export function multiple(questions: readonly Question[]): XacmlJsonRequest {
  const pools = { s: new Map<string, string>(), a: new Map<string, string>(), r: new Map<string, string>() };
  const objects = { s: [] as object[], a: [] as object[], r: [] as object[] };
  const id = (kind: 's' | 'a' | 'r', attributes: readonly object[]): string => {
    const text = JSON.stringify(attributes);
    const known = pools[kind].get(text);
    if (known) return known;
    const made = `${kind}${pools[kind].size + 1}`;
    pools[kind].set(text, made);
    objects[kind].push({ Id: made, Attribute: attributes });
    return made;
  };
  const references = questions.map((question) => ({
    ReferenceId: [
      id('s', json(attributesOf(question.subject))),
      id('a', [{ AttributeId: ACTION_ID, Value: question.action }]),
      id('r', json(resourceAttributes(question.resource))),
    ],
  }));
  return {
    Request: {
      AccessSubject: objects.s,
      Action: objects.a,
      Resource: objects.r,
      MultiRequests: { RequestReference: references },
    },
  };
}
