import { describe, expect, it } from 'vitest';
import { clientBody } from '../api/selfservice.ts';
import type { Scope } from '../api/types.ts';
import { nb } from '../texts/nb.ts';
import { addKeys, countAfter } from './add-keys.ts';
import { clientFaults, serverFaults } from './client-form.ts';
import { changeOf, filtered, scopeChoices, undone } from './scope-choice.ts';

const good = { name: 'Navn', description: 'Hva', lifetime: '120' };

describe('the form of a client', () => {
  it('takes a description of 255 characters and refuses one of 256 (maskinporten#116)', () => {
    expect(clientFaults({ ...good, description: 'x'.repeat(255) }, nb)).toEqual({});
    expect(clientFaults({ ...good, description: 'x'.repeat(256) }, nb)).toEqual({
      description: nb.client.descriptionLong(256),
    });
  });

  it.each(['', '0', '-1', '1.5', '86401', '120s', '1e3', '9999999'])('refuses the lifetime "%s"', (lifetime) => {
    expect(clientFaults({ ...good, lifetime }, nb)).toEqual({ lifetime: nb.client.lifetimeInvalid });
  });

  it('requires name and description that are more than blanks', () => {
    expect(Object.keys(clientFaults({ name: ' ', description: '\n', lifetime: '1' }, nb))).toEqual([
      'name',
      'description',
    ]);
  });

  it("puts the API's complaints at the fields that they are about, and drops none of the known", () => {
    const faults = serverFaults(
      [
        { field: 'client_name', code: 'required', parameters: {} },
        { field: 'client_name', code: 'too-long', parameters: { max: 255 } },
        { field: 'scopes', code: 'unknown-scope', parameters: { scope: 'a:b' } },
        { field: 'description', code: 'made-up-tomorrow', parameters: {} },
        { field: 'grant_types', code: 'invalid', parameters: {} },
      ],
      nb,
    );
    expect(faults).toEqual({
      name: 'Feltet må fylles ut.',
      scopes: 'Scopet a:b finnes ikke, eller er deaktivert. Fjern det og velg et annet.',
      description: nb.refusals.codes.invalid,
    });
  });

  it('sends what is fixed for Maskinporten whatever a client held before', () => {
    const body = clientBody(
      { name: 'N', description: 'D', lifetime: 60, scopes: ['a:b'] },
      { client_id: 'c', application_type: 'native', redirect_uris: ['https://x.example/'] },
    );
    expect(body).toEqual({
      client_id: 'c',
      client_name: 'N',
      description: 'D',
      access_token_lifetime: 60,
      scopes: ['a:b'],
      integration_type: 'maskinporten',
      application_type: 'web',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
      redirect_uris: ['https://x.example/'],
    });
  });
});

describe('registering keys', () => {
  const keys = [{ kid: 'a' }, { kid: 'b' }, { kid: 'c' }];
  const doors = (refuses?: string) => {
    const calls: string[] = [];
    return {
      calls,
      set: async (set: readonly { kid: string }[]) => calls.push(`set ${set.map(({ kid }) => kid).join()}`),
      one: async (text: string) => {
        calls.push(`one ${text}`);
        if (refuses !== undefined && text.includes(`"${refuses}"`)) throw new Error('refused');
      },
    };
  };

  it('sends the first keys of a client as one set', async () => {
    const { calls, ...rest } = doors();
    expect(await addKeys({ kind: 'jwks', keys }, [], rest)).toEqual({ done: 3, of: 3 });
    expect(calls).toEqual(['set a,b,c']);
  });

  it('adds to keys that are there one by one, and tells where it stopped', async () => {
    const { calls, ...rest } = doors('b');
    const result = await addKeys({ kind: 'jwks', keys }, [{ kid: 'old' }], rest);
    expect(result).toEqual({ done: 1, of: 3, failed: { kid: 'b', error: new Error('refused') } });
    expect(calls).toEqual(['one {"kid":"a"}', 'one {"kid":"b"}']);
  });

  it('throws when nothing was stored', async () => {
    const { calls: _, ...rest } = doors('a');
    await expect(addKeys({ kind: 'jwks', keys }, [{ kid: 'old' }], rest)).rejects.toThrow('refused');
  });

  it('counts a key with a kid that is there once', () => {
    expect(countAfter([{ kid: 'a' }, { kid: 'z' }], { kind: 'jwks', keys })).toBe(4);
    expect(countAfter([{ kid: 'a' }], { kind: 'pem', text: '' })).toBe(2);
  });
});

describe('the choice of scopes', () => {
  const scope = (name: string, more: Partial<Scope> = {}) => ({
    name,
    description: `About ${name}`,
    accessible_for_all: false,
    owner_orgno: '310000001',
    ...more,
  });
  const usable = (name: string, description: string) => ({
    scope: name,
    description,
    accessible_for_all: false,
    owner_orgno: '310000001',
  });
  const choices = scopeChoices(
    [usable('p:private', 'Only for us'), usable('p:granted', 'About p:granted')],
    [
      scope('p:open', { accessible_for_all: true }),
      scope('p:granted'),
      scope('p:closed', { delegation_source: 'https://altinn.example/' }),
      scope('p:denied'),
    ],
  );

  it('joins what the organisation may use with what is public, and marks what it may not use (maskinporten#115)', () => {
    expect(choices.map(({ name, access }) => [name, access])).toEqual([
      ['p:closed', false],
      ['p:denied', false],
      ['p:granted', true],
      ['p:open', true],
      ['p:private', true],
    ]);
  });

  it('is one step, which can be undone without undoing what others have done since', () => {
    const change = changeOf(['a', 'b'], ['b', 'c', 'd']);
    expect(change).toEqual({ added: ['c', 'd'], removed: ['a'] });
    expect(undone(['b', 'c', 'd'], change).toSorted()).toEqual(['a', 'b']);
    expect(undone(['c', 'z', 'a'], change).toSorted()).toEqual(['a', 'z']);
  });

  it('filters by how one got access, and by words in name or description', () => {
    const names = (...args: [Parameters<typeof filtered>[1], string]) =>
      filtered(choices, ...args).map(({ name }) => name);
    expect(names('granted', '')).toEqual(['p:granted', 'p:private']);
    expect(names('open', '')).toEqual(['p:open']);
    expect(names('delegated', '')).toEqual(['p:closed']);
    expect(names('all', ' ONLY for ')).toEqual(['p:private']);
  });
});
