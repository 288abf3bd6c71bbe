import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startPlatform } from '../server.ts';
import { engineOf } from './database-address.ts';
import { openDatabase } from './index.ts';
import { addressesOf } from './postgres-address.ts';

describe('the address of a database', () => {
  it.each([
    ['postgres://u:p@h/x', 'postgres'],
    ['postgresql:///x?host=/run', 'postgres'],
    [':memory:', 'sqlite'],
    ['./a/portvakt.db', 'sqlite'],
    ['C:\\a\\portvakt.db', 'sqlite'],
    ['C:/a/portvakt.db', 'sqlite'],
    ['a:b=c.db', 'sqlite'],
  ])('%s is of %s', (address, engine) => {
    expect(engineOf(address)).toBe(engine);
  });

  const OTHERS = [
    ['mysql://root:hemmelig@localhost/x', 'begins with mysql://'],
    ['jdbc:postgresql://localhost/x?password=hemmelig', 'begins with jdbc:postgresql://'],
    ['postgres:root:hemmelig@localhost', 'begins with postgres:'],
    ['file:hemmelig.db', 'begins with file:'],
    ['host=localhost password=hemmelig', 'words such as host=…'],
    ['Server=localhost;User Id=sa;Password=hemmelig', 'words such as host=…'],
  ] as const;

  it.each(OTHERS)(
    '%j is refused with what to give, without its password, and nothing is made',
    async (database, told) => {
      const refused = await startPlatform({ port: 0, database }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Error);
      const { message } = refused as Error;
      expect(message).toContain(told);
      expect(message).toContain('an address that begins with postgres://');
      expect(message).not.toContain('hemmelig');
      expect(existsSync(database.split('/')[0] ?? '')).toBe(false);
    },
  );

  it.each(['', ' ', 5 as unknown as string])('%j is none', (database) => {
    expect(() => engineOf(database)).toThrow('must be the path of an SQLite file');
  });

  it.each(['directUrl', 'readUrl'] as const)(
    'of the servers besides it (%s) goes with one of PostgreSQL alone',
    async (name) => {
      await expect(openDatabase({ url: ':memory:', [name]: 'postgres://u:hemmelig@h/x' })).rejects.toThrow(
        /^the servers behind the database's address.*leave them out$/,
      );
    },
  );
});

describe('an address of PostgreSQL that cannot be read', () => {
  it.each([
    'postgres://u:hem#melig@h/x',
    'postgres://u:hem/melig@h/x',
    'postgres://u:12#hemmelig@h/x',
    'postgres://u:hemmelig@h:port/x',
    'postgres://u:hemmelig@h:99999/x',
    'postgres://u:hemmelig@h h/x',
    'postgres://u:hemmelig@a,b:port/x',
    'mysql://u:hemmelig@h/x',
  ])('%s is refused before it is tried, with what to do and without its password', (url) => {
    expect(() => addressesOf(url)).toThrow(/cannot be read: .*%23 for #/);
    expect(() => addressesOf(url)).not.toThrow(/melig/);
  });
});
