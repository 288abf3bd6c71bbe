import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createPdp, formatResponse, parsePolicy, parseRequest, XacmlError } from './index.ts';
import { comparable } from './testing/comparable.ts';

/**
 * Cases of the OASIS XACML suite, upgraded to 3.0 by AT&T and corrected by AuthzForce. They lie outside the repository,
 * because the corrections come from a repository under the GPL.
 */
const CASES = fileURLToPath(new URL('../../../../shared/data/xacml-conformance/', import.meta.url));
const present = existsSync(CASES);
if (!present) console.log(`conformance cases skipped: ${CASES} is absent`);

const read = (folder: string, file: string): string => readFileSync(`${CASES}${folder}/${file}`, 'utf8');
const has = (folder: string, file: string): boolean => existsSync(`${CASES}${folder}/${file}`);

function policies(folder: string) {
  if (!has(folder, 'Policies')) return { root: parsePolicy(read(folder, 'Policy.xml')), policies: [] };
  const files = readdirSync(`${CASES}${folder}/Policies`).filter((file) => file !== 'Policy.xml');
  return {
    root: parsePolicy(read(folder, 'Policies/Policy.xml')),
    policies: files.map((file) => parsePolicy(read(folder, `Policies/${file}`))),
  };
}

const names = present ? readdirSync(CASES).filter((name) => !name.endsWith('.md')) : [];

describe.runIf(present)(
  'OASIS conformance cases (xacml-engine#2, #11, #18, #19, #24, #25, #26, #41, #43, #49, #53, #60)',
  () => {
    it('finds all of them', () => {
      expect(names.length).toBeGreaterThanOrEqual(307);
    });

    it.each(names)('%s', (name) => {
      if (!has(name, 'Response.xml') && has(name, 'Request.xml')) {
        expect(() => parseRequest(read(name, 'Request.xml'), 'xml')).toThrow(XacmlError);
        return;
      }
      if (!has(name, 'Response.xml')) {
        expect(() => createPdp(policies(name))).toThrow(XacmlError);
        return;
      }
      const response = createPdp(policies(name)).evaluate(parseRequest(read(name, 'Request.xml'), 'xml'));
      expect(comparable(formatResponse(response, 'xml'))).toEqual(comparable(read(name, 'Response.xml')));
    });
  },
);
