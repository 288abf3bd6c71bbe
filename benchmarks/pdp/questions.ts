/** What is asked in the benchmarks: every person of the synthetic world about every organisation, permits and refusals mixed. */
import { readFileSync } from 'node:fs';

const read = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`../../packages/platform/src/world/${file}`, import.meta.url), 'utf8')) as T;

const category = (pairs: Readonly<Record<string, string>>) => ({
  Attribute: Object.entries(pairs).map(([AttributeId, Value]) => ({ AttributeId, Value })),
});

export const question = (person: string, organization: string) => ({
  Request: {
    AccessSubject: [category({ 'urn:altinn:person:identifier-no': person })],
    Action: [category({ 'urn:oasis:names:tc:xacml:1.0:action:action-id': 'read' })],
    Resource: [
      category({
        'urn:altinn:resource': 'skogdir-felling',
        'urn:altinn:organization:identifier-no': organization,
      }),
    ],
  },
});

export function questions(): readonly ReturnType<typeof question>[] {
  const persons = read<{ personNumber: string }[]>('persons.json');
  const organizations = read<{ organizationNumber: string }[]>('organizations.json');
  return persons.flatMap((person) =>
    organizations.map((organization) => question(person.personNumber, organization.organizationNumber)),
  );
}
