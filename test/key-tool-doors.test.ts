import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@portvakt/client';
import * as expressDoors from '@portvakt/pep/express';
import * as fastifyDoors from '@portvakt/pep/fastify';
import * as honoDoors from '@portvakt/pep/hono';
import { protect } from '@portvakt/pep/web';
import * as doors from 'altinn-jwks';
import { describe, expect, it } from 'vitest';
import { bareErrors } from './hostile.ts';

const folder = mkdtempSync(join(tmpdir(), 'portvakt-key-doors-'));
const store = await doors.openStore(folder);
const key = await doors.createKey({ kid: 'app-TEST.a' });
const object = doors.privateKeyOf(key);
const pkcs12 = await doors.writePkcs12(object, { passphrase: 'p', name: 'n', certificates: [] });
const NOW = new Date('2026-11-28T12:00:00Z');
const set = new doors.KeySet('app-TEST', [key, { ...key, kid: 'app-TEST.b' }]);

// biome-ignore lint/suspicious/noExplicitAny: what is wrong is given on purpose
type Door = (...args: any[]) => unknown;
const onSet =
  (method: string): Door =>
  (...args) =>
    (set as unknown as Record<string, Door>)[method]?.(...args);
const onStore =
  (method: string): Door =>
  (...args) =>
    (store as unknown as Record<string, Door>)[method]?.(...args);

const DOORS: Readonly<Record<string, readonly [Door, readonly unknown[]]>> = {
  openStore: [doors.openStore as Door, [folder, { compat: 2, now: () => NOW, lockWait_ms: 5 }]],
  'openStore, then read': [(place) => doors.openStore(place).then((one) => one.read('app', 'TEST')), [folder]],
  'store.read': [onStore('read'), ['app', 'TEST']],
  'store.update': [onStore('update'), ['app', 'TEST', (one: doors.KeySet) => one]],
  'store.updateAll': [onStore('updateAll'), ['app', ['TEST'], (sets: doors.KeySets) => sets]],
  createKey: [doors.createKey as Door, [{ kid: 'k', algorithm: 'EdDSA', size: 2048, use: 'sig', insecure: false }]],
  createKeys: [
    doors.createKeys as Door,
    [
      {
        store,
        name: 'made',
        environments: ['TEST'],
        algorithm: 'EdDSA',
        size: 2048,
        use: 'sig',
        kidFormat: 'uuid',
        keep: 3,
        now: NOW,
        onKid: () => undefined,
      },
    ],
  ],
  importKeys: [
    doors.importKeys as Door,
    [Buffer.from(JSON.stringify(key)), { passphrase: 'p', algorithm: 'RS256', use: 'sig' }],
  ],
  jwkFromKey: [doors.jwkFromKey as Door, [object, { algorithm: 'RS256', kid: 'k', use: 'sig' }]],
  jwkJson: [doors.jwkJson as Door, [{ keys: [key] }]],
  minimalJwk: [doors.minimalJwk as Door, [key]],
  publicJwk: [doors.publicJwk as Door, [key]],
  privateKeyOf: [doors.privateKeyOf as Door, [key]],
  publicKeyOf: [doors.publicKeyOf as Door, [key]],
  thumbprint: [doors.thumbprint as Door, [key]],
  examine: [doors.examine as Door, [store, NOW]],
  parseAlgorithm: [doors.parseAlgorithm as Door, ['RS256']],
  fitsMaskinporten: [doors.fitsMaskinporten as Door, ['RS256']],
  keySetId: [doors.keySetId as Door, ['app', 'TEST']],
  dateSuffix: [doors.dateSuffix as Door, [NOW]],
  minuteSuffix: [doors.minuteSuffix as Door, [NOW]],
  readPkcs12: [doors.readPkcs12 as Door, [pkcs12, 'p']],
  openPkcs12: [doors.openPkcs12 as Door, [pkcs12, 'p']],
  writePkcs12: [doors.writePkcs12 as Door, [object, { passphrase: 'p', name: 'n', certificates: [] }]],
  'writePkcs12, self-signed': [
    doors.writePkcs12 as Door,
    [object, { passphrase: 'p', name: 'n', notBefore: NOW, notAfter: NOW }],
  ],
  planPush: [doors.planPush as Door, [set, [{ kid: 'x' }], { replace: true }]],
  'KeySet.parse': [doors.KeySet.parse as Door, ['app-TEST', '{"keys":[]}', 'memory', NOW]],
  KeySet: [
    (...args) => new (doors.KeySet as unknown as new (...all: unknown[]) => object)(...args),
    ['app-TEST', [key], {}],
  ],
  'set.add': [onSet('add'), [{ ...key, kid: 'c' }, 5, true]],
  'set.rotate': [
    onSet('rotate'),
    [
      { ...key, kid: 'c' },
      { now: NOW, activate: NOW, keep: 3 },
    ],
  ],
  'set.use': [onSet('use'), ['app-TEST.a']],
  'set.revoke': [onSet('revoke'), ['app-TEST.a', false, NOW]],
  'set.prune': [onSet('prune'), [{ keep: 1, olderThan_ms: 5, now: NOW }]],
  'set.note': [onSet('note'), ['app-TEST.a', { posted: NOW.toISOString() }]],
  'set.published': [onSet('published'), [5, NOW]],
  'set.currentAt': [onSet('currentAt'), [NOW]],
  'set.datesOf': [onSet('datesOf'), [key, NOW]],
  'set.find': [onSet('find'), ['app-TEST.a']],
  'set.statusOf': [onSet('statusOf'), [key]],
};

describe('every public door of the key tool', () => {
  it.each(Object.entries(DOORS))('%s says what is wrong with what it was given', async (_name, [door, args]) => {
    expect(await bareErrors(door, args, doors.JwksError)).toEqual([]);
  });

  it('is among those that are tried', () => {
    const there = Object.entries(doors).flatMap(([name, value]) =>
      typeof value === 'function' && !(value.prototype instanceof Error) ? [name] : [],
    );
    expect(there.filter((name) => !(name in DOORS))).toEqual([]);
  });
});

describe('every door of the middlewares', () => {
  const pdp = { decide: () => undefined };
  it.each(Object.entries({ expressDoors, fastifyDoors, honoDoors }))(
    'of %s says what is wrong',
    async (_name, module) => {
      const token = { validate: () => undefined, scopes: ['a'] };
      const permission = { pdp, action: 'read', resource: () => undefined };
      expect(await bareErrors(module.requireToken as Door, [token], ConfigurationError)).toEqual([]);
      expect(await bareErrors(module.requirePermission as Door, [permission], ConfigurationError)).toEqual([]);
      for (const rule of [undefined, null, {}, { validate: 5 }])
        expect(() => (module.requireToken as Door)(rule)).toThrow(ConfigurationError);
      for (const rule of [undefined, null, {}, { pdp, action: '' }])
        expect(() => (module.requirePermission as Door)(rule)).toThrow(ConfigurationError);
    },
  );

  it('of the wrapper says what is wrong', async () => {
    const token = { validate: () => undefined, scopes: ['a'] };
    const permission = { pdp, action: 'read', resource: () => undefined };
    const rules = { token, permission };
    expect(await bareErrors(protect as Door, [rules, () => undefined], ConfigurationError)).toEqual([]);
    for (const bad of [undefined, null, {}, { token: {} }, { token, permission: null }, { token, permission: {} }])
      expect(() => (protect as Door)(bad, () => undefined)).toThrow(ConfigurationError);
    expect(() => (protect as Door)({ token })).toThrow(ConfigurationError);
  });
});
