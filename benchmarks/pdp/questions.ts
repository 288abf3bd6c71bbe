/** What is asked in the benchmarks: persons about organisations, those with a role and those without. */

const category = (pairs: Readonly<Record<string, string>>) => ({
  Attribute: Object.entries(pairs).map(([AttributeId, Value]) => ({ AttributeId, Value })),
});

export interface Asked {
  readonly person: string;
  readonly organization: string;
  readonly action?: string;
  readonly resource?: string;
}

export const question = ({ person, organization, action = 'read', resource = 'skogdir-felling' }: Asked) => ({
  Request: {
    AccessSubject: [category({ 'urn:altinn:person:identifier-no': person })],
    Action: [category({ 'urn:oasis:names:tc:xacml:1.0:action:action-id': action })],
    Resource: [category({ 'urn:altinn:resource': resource, 'urn:altinn:organization:identifier-no': organization })],
  },
});

/** Many questions in one request. */
export function multi(all: readonly Asked[]): object {
  const parts = all.map(question);
  return {
    Request: {
      AccessSubject: parts.map((one, index) => ({ Id: `s${index}`, ...one.Request.AccessSubject[0] })),
      Action: [{ Id: 'a', ...parts[0]?.Request.Action[0] }],
      Resource: parts.map((one, index) => ({ Id: `r${index}`, ...one.Request.Resource[0] })),
      MultiRequests: { RequestReference: parts.map((_, index) => ({ ReferenceId: [`s${index}`, 'a', `r${index}`] })) },
    },
  };
}

export interface People {
  readonly organizations: readonly string[];
  readonly persons: readonly string[];
  /** Who holds a role where: numbers of persons and organisations. */
  readonly held: readonly { readonly person: string; readonly organization: string }[];
}

/** Numbers that are spread evenly, and the same each time. */
export function spread(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

/** Half of the questions are about a role that the person holds, half about any two; reading and writing. All are different. */
export function mixedQuestions({ organizations, persons, held }: People, count: number): readonly Asked[] {
  const pick = spread(1);
  const found = new Map<string, Asked>();
  const put = (asked: Asked) => found.set(Object.values(asked).join(' '), asked);
  for (let tries = 0; found.size < count && tries < 20 * count; tries += 1) {
    const action = pick(2) === 0 ? 'read' : 'write';
    const holds = held[pick(held.length)];
    if (holds) put({ ...holds, action });
    const [person, organization] = [persons[pick(persons.length)], organizations[pick(organizations.length)]];
    if (person !== undefined && organization !== undefined) put({ person, organization, action });
  }
  return [...found.values()].slice(0, count);
}
