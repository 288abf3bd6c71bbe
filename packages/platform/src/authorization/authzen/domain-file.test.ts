import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXacmlDomain, readXacmlDomains } from './domain-file.ts';

const SAMPLE = fileURLToPath(new URL('../../../../../examples/authzen-certification', import.meta.url));
let folder: string;
let policy: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authzen-'));
  policy = await readFile(join(SAMPLE, 'policy.xml'), 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
/** A folder with a domain in it. */
async function domain(content: unknown, xml = policy): Promise<string> {
  count += 1;
  const place = join(folder, String(count));
  await mkdir(place);
  await writeFile(join(place, 'domain.json'), typeof content === 'string' ? content : JSON.stringify(content));
  await writeFile(join(place, 'policy.xml'), xml);
  return place;
}
const whole = { policy: 'policy.xml', resourceTypes: ['record'] };

describe('a domain as files', () => {
  it('is read from its folder or its file', async () => {
    for (const path of [SAMPLE, join(SAMPLE, 'domain.json')])
      expect((await readXacmlDomain(path)).resourceTypes).toEqual(['record']);
  });

  it.each([
    ['no JSON', '{"policy":', /domain\.json is not JSON/],
    ['no policy', { resourceTypes: ['record'] }, /domain\.json: the file .*policy/],
    ['no type', { ...whole, resourceTypes: [] }, /domain\.json: resourceTypes /],
    ['an entity without id', { ...whole, subjects: [{ type: 'user' }] }, /domain\.json: subjects\.0 .*id/],
    ['a misspelt member', { ...whole, ressources: [] }, /ressources is not a known member; a domain has policy/],
    ['a mapping of nothing', { ...whole, attributes: { 'subjekt.id': 'urn:x' } }, /domain\.json: attributes.*subjekt/],
    ['a policy that is not there', { ...whole, policy: 'other.xml' }, /other\.xml cannot be read: ENOENT/],
  ])('refuses %s, and says what and where', async (_what, content, message) => {
    await expect(readXacmlDomain(await domain(content))).rejects.toThrow(message);
  });

  it('tells the place of an error in a policy', async () => {
    const broken = policy.replace('</Policy>', '</Polixy>');
    expect(broken).not.toBe(policy);
    await expect(readXacmlDomain(await domain(whole, broken))).rejects.toThrow(/policy\.xml: .*\d+:\d+|line \d+/);
    await expect(readXacmlDomain(join(folder, 'nowhere'))).rejects.toThrow(/nowhere cannot be read: ENOENT/);
  });

  it('refuses two domains about one type of resource', async () => {
    await expect(readXacmlDomains([SAMPLE, await domain(whole)])).rejects.toThrow(/both about .* "record"/);
  });

  it('maps entities to other attribute ids, so that a policy written for something else answers', async () => {
    const xml = policy.replaceAll('urn:authzen:subject:id', 'urn:oasis:names:tc:xacml:1.0:subject:subject-id');
    const attributes = { 'subject.id': 'urn:oasis:names:tc:xacml:1.0:subject:subject-id' };
    const ask = async (content: unknown, id: string) =>
      (
        await (
          await readXacmlDomain(await domain(content, xml))
        ).evaluate({
          subject: { type: 'user', id, properties: {} },
          action: { name: 'write', properties: {} },
          resource: { type: 'record', id: 'record-1', properties: { status: 'active' } },
          context: {},
        })
      ).decision;
    expect(await ask({ ...whole, attributes }, 'alice')).toBe(true);
    expect(await ask({ ...whole, attributes }, 'bob')).toBe(false);
    expect(await ask(whole, 'alice')).toBe(false);
  });
});
