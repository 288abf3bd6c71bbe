import { execFileSync } from 'node:child_process';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { Operation } from './document.ts';
import { firstFilled, sentOf } from './request.ts';
import { sampleOf } from './samples.ts';

const BASE = 'https://portvakt.example';
/** Everything that one of the languages could take for its own. */
const NASTY = `it's "quoted" \\ $HOME \`id\` {x} %s\n@end`;

const operation = (more: Partial<Operation> = {}): Operation => ({
  id: 'putThing',
  method: 'PUT',
  path: '/things/{id}',
  summary: 'Put a thing',
  surface: 'things',
  access: { who: 'person' },
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  body: { required: true, content: { 'application/json': { example: { name: NASTY } } } },
  answers: {},
  ...more,
});
const filledOf = (one: Operation) => ({ ...firstFilled(one, false), parameters: { 'path id': "a/b'c" } });
const sampled = (language: Parameters<typeof sampleOf>[0], one = operation()) =>
  sampleOf(language, one, sentOf(one, filledOf(one)), BASE);

describe('the sample for', () => {
  it('a shell hands on every character as it is', () => {
    const said = execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${sampled('curl')}`], {
      env: { ...process.env, TOKEN: 'the.token' },
    });
    expect(said.toString().split('\0').slice(0, -1)).toEqual([
      '-X',
      'PUT',
      `${BASE}/things/a%2Fb'c`,
      '-H',
      'Authorization: Bearer the.token',
      '-H',
      'content-type: application/json',
      '--data-raw',
      JSON.stringify({ name: NASTY }, undefined, 2),
    ]);
  });

  it('TypeScript is code that sends every character as it is', async () => {
    const asked: unknown[] = [];
    const run = async (url: string, init: { method: string; headers: object; body: string }) => {
      asked.push(url, init.method, init.headers, JSON.parse(init.body));
      return { status: 200, text: async () => '' };
    };
    const code = stripTypeScriptTypes(sampled('TypeScript'));
    const AsyncFunction = (async () => undefined).constructor as new (
      ...text: string[]
    ) => (...values: unknown[]) => Promise<void>;
    const env = { env: { TOKEN: 'the.token' } };
    await new AsyncFunction('fetch', 'process', 'console', code)(run, env, { log: () => undefined });
    expect(asked).toEqual([
      `${BASE}/things/a%2Fb'c`,
      'PUT',
      { authorization: 'Bearer the.token', 'content-type': 'application/json' },
      { name: NASTY },
    ]);
  });

  it('TypeScript takes the client library where an organisation calls', () => {
    const code = sampled('TypeScript', operation({ access: { who: 'vendor', scopes: ['a:b'] } }));
    expect(code).toContain("from '@portvakt/client'");
    expect(code).toContain("scopes: 'a:b',\n  altinn: true,");
    expect(code).toContain(`origins: ['${BASE}']`);
    expect(code).not.toContain('TOKEN');
  });

  it('C# has verbatim strings, in which only quotes are doubled', () => {
    const code = sampled('C#');
    expect(code).toContain(`HttpMethod.Put, @"${BASE}/things/a%2Fb'c"`);
    const text = /new StringContent\(@"((?:[^"]|"")*)", Encoding/.exec(code)?.[1]?.replaceAll('""', '"');
    expect(JSON.parse(text ?? '')).toEqual({ name: NASTY });
  });

  it('an open operation has no token in it', () => {
    const open = operation({ access: { who: 'anyone' } });
    for (const language of ['curl', 'TypeScript', 'C#'] as const)
      expect(sampled(language, open)).not.toMatch(/TOKEN|portvakt\/client/);
  });

  it('an upload sends a file', () => {
    const upload = operation({ body: { required: true, content: { 'multipart/form-data': { schema: {} } } } });
    expect(sampled('curl', upload)).toContain("-F 'file=@file.txt'");
    expect(sampled('TypeScript', upload)).toContain("form.append('file'");
    expect(sampled('C#', upload)).toContain('MultipartFormDataContent');
  });
});
