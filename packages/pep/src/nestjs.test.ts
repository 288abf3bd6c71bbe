import {
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  type INestApplication,
  Module,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { ConfigurationError } from '@portvakt/client';
import type { Decision, PdpClient, Question } from '@portvakt/client/pdp';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type NestRequest,
  PortvaktException,
  PortvaktGuard,
  Public,
  RequirePermission,
  RequireToken,
} from './nestjs.ts';

type OnMethod = MethodDecorator | (MethodDecorator & ClassDecorator);

const PRINCIPAL = { kind: 'organisation', issuer: 'maskinporten', scopes: new Set(['a:b']), claims: {} } as const;
const token = { validate: async () => PRINCIPAL };
const byOrg = ({ params }: NestRequest) => ({
  resource: 'fjord-boter',
  party: { organisation: (params as { org: string }).org },
});

/** A decision point that permits by the action. */
function pdp(permitted: (question: Question) => boolean) {
  const asked: Question[] = [];
  const decide = async (question: Question): Promise<Decision> => {
    asked.push(question);
    const permit = permitted(question);
    return { permit, result: permit ? 'Permit' : 'Deny', raw: {} };
  };
  return { asked, client: { decide } as PdpClient };
}

/** A controller with a handler a path; what TypeScript's decorator syntax does is done by hand. */
function controller(onClass: ClassDecorator[], handlers: Record<string, OnMethod[]>): Type {
  class Fines {}
  for (const [path, decorators] of Object.entries(handlers)) {
    const descriptor = { value: () => path, configurable: true, writable: true, enumerable: true };
    for (const one of [Get(`${path}/:org`), ...decorators].reverse()) one(Fines.prototype, path, descriptor);
    Object.defineProperty(Fines.prototype, path, descriptor);
  }
  for (const one of [Controller(), ...onClass].reverse()) one(Fines);
  return Fines;
}

const running: INestApplication[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});

async function serve(type: Type, guard: CanActivate, providers: { provide: string; useClass: Type }[] = []) {
  class App {}
  Module({ controllers: [type], providers: [{ provide: APP_GUARD, useValue: guard }, ...providers] })(App);
  const app = await NestFactory.create(App, { logger: false });
  running.push(app);
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  return async (path: string, headers: Record<string, string> = { authorization: 'Bearer x' }) =>
    fetch(`${base}/${path}/312770016`, { headers: { connection: 'close', ...headers } });
}

describe('the guard of NestJS', () => {
  it('asks what stands on the handler, else what stands on its controller', async () => {
    const point = pdp(({ action }) => action === 'read');
    const onClass = [RequirePermission({ action: 'read', resource: byOrg })];
    const type = controller(onClass, {
      list: [],
      change: [RequirePermission({ action: 'write', resource: byOrg })],
      health: [Public()],
      mine: [RequireToken(['a:b'])],
      admin: [RequireToken(['a:b', ['c:d', 'e:f']])],
      scoped: [RequirePermission({ action: 'read', resource: byOrg, scopes: ['c:d'] })],
    });
    const ask = await serve(type, new PortvaktGuard({ token, pdp: point.client }));
    const statuses = async (headers?: Record<string, string>) => {
      const answers = [];
      for (const path of ['list', 'change', 'health', 'mine', 'admin', 'scoped'])
        answers.push((await ask(path, headers)).status);
      return answers;
    };
    expect(await statuses()).toEqual([200, 403, 200, 200, 403, 403]);
    expect(point.asked.map(({ action, resource }) => [action, resource])).toEqual([
      ['read', { resource: 'fjord-boter', party: { organisation: '312770016' } }],
      ['write', { resource: 'fjord-boter', party: { organisation: '312770016' } }],
    ]);
    expect(await statuses({})).toEqual([401, 401, 200, 401, 401, 401]);
  });

  it('keeps a handler closed that does not say what it needs', async () => {
    const type = controller([], { forgotten: [] });
    const closed = await serve(type, new PortvaktGuard({ token, pdp: pdp(() => true).client }));
    expect((await closed('forgotten')).status).toBe(500);
    const tokenOnly = await serve(type, new PortvaktGuard({ token }));
    expect([(await tokenOnly('forgotten')).status, (await tokenOnly('forgotten', {})).status]).toEqual([200, 401]);
  });

  it('keeps a handler closed whose permission nobody can decide', async () => {
    const type = controller([], { list: [RequirePermission({ action: 'read', resource: byOrg })] });
    const ask = await serve(type, new PortvaktGuard({ token }));
    expect((await ask('list')).status).toBe(500);
  });

  it('throws exceptions that filters see, with the headers already on the answer', async () => {
    const seen: unknown[] = [];
    class Filter implements ExceptionFilter {
      catch(exception: HttpException, host: ExecutionContext): void {
        seen.push(exception);
        host.switchToHttp().getResponse().status(exception.getStatus()).json({ mine: exception.message });
      }
    }
    Catch(HttpException)(Filter);
    const type = controller([], { list: [RequirePermission({ action: 'read', resource: byOrg })] });
    const guard = new PortvaktGuard({ token, pdp: pdp(() => false).client });
    const ask = await serve(type, guard, [{ provide: APP_FILTER, useClass: Filter }]);
    const denied = await ask('list');
    expect([denied.status, await denied.json()]).toEqual([403, { mine: 'The decision is Deny' }]);
    const without = await ask('list', {});
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(seen).toEqual([expect.any(PortvaktException), expect.any(PortvaktException)]);
    expect(seen[0]).toMatchObject({ refusal: { status: 403, body: { detail: 'The decision is Deny' } } });
  });

  it('lets no other kind of request in', async () => {
    const guard = new PortvaktGuard({ token });
    const context = {
      getType: () => 'rpc',
      getHandler: () => pdp,
      getClass: () => Object,
    } as unknown as ExecutionContext;
    await expect(guard.canActivate(context)).rejects.toThrow(ConfigurationError);
  });

  it.each<[string, () => unknown]>([
    ['a guard without a validator', () => new PortvaktGuard({} as never)],
    ['a guard with a pdp that is none', () => new PortvaktGuard({ token, pdp: {} as never })],
    ['a permission without an action', () => RequirePermission({ resource: byOrg } as never)],
    ['a permission without a resource', () => RequirePermission({ action: 'read' } as never)],
    ['scopes that are none', () => RequireToken('a:b' as never)],
    ['two needs on one handler', () => controller([], { list: [Public(), RequireToken()] })],
    ['two needs on one controller', () => controller([Public(), RequireToken()], {})],
  ])('refuses %s when it is made', (_what, make) => {
    expect(make).toThrow(ConfigurationError);
  });
});
