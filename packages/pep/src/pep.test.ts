import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type CanActivate, Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ConfigurationError, createMaskinportenClient, jwk } from '@portvakt/client';
import { createPdpClient, type ResourceRef } from '@portvakt/client/pdp';
import { fakeMaskinporten } from '@portvakt/client/testing';
import { createTokenValidator, type Principal } from '@portvakt/client/validate';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import * as forExpress from './express.ts';
import * as forFastify from './fastify.ts';
import * as forHono from './hono.ts';
import { checkPermission, checkToken, type Denial, type PermissionRule, type TokenRule } from './index.ts';
import * as forNest from './nestjs.ts';
import { protect } from './web.ts';

const SCOPE = 'fjordreg:boter.read';
const resource = (): ResourceRef => ({ resource: 'fjord-boter', party: { organisation: '312770016' } });
type Rules = { token: TokenRule; permission: Omit<PermissionRule<unknown>, 'resource'> };
type Ask = (authorization?: string) => Promise<Response>;

/** The decorators are called as functions: the sources have no syntax but JavaScript's. */
async function nest(
  guard: CanActivate,
  action: string,
  adapter: () => ExpressAdapter | FastifyAdapter,
): Promise<INestApplication> {
  class Api {
    read(principal: { readonly kind: string }): string {
      return principal.kind;
    }
  }
  const read = { ...Object.getOwnPropertyDescriptor(Api.prototype, 'read'), enumerable: true };
  Get()(Api.prototype, 'read', read);
  forNest.RequirePermission({ action, resource })(Api.prototype, 'read', read);
  forNest.CurrentPrincipal()(Api.prototype, 'read', 0);
  Controller()(Api);
  class App {}
  Module({ controllers: [Api] })(App);
  const app = await NestFactory.create(App, adapter(), { logger: false });
  app.useGlobalGuards(guard);
  await app.listen(0, '127.0.0.1');
  return app;
}

const onNest =
  (adapter: () => ExpressAdapter | FastifyAdapter) =>
  ({ token, permission: { pdp, action, onDenied } }: Rules): Ask => {
    const guard = new forNest.PortvaktGuard({ token, pdp, ...(onDenied ? { onDenied } : {}) });
    return async (authorization) => {
      const app = await nest(guard, action, adapter);
      try {
        const headers = { connection: 'close', ...(authorization === undefined ? {} : { authorization }) };
        const answer = await fetch(await app.getUrl(), { headers });
        return new Response(await answer.text(), answer);
      } finally {
        await app.close();
      }
    };
  };

/** One API in each framework, answering with the kind of the principal. */
const frameworks: Record<string, (rules: Rules) => Ask> = {
  fastify: ({ token, permission }) => {
    const app = fastify();
    const preHandler = [forFastify.requireToken(token), forFastify.requirePermission({ ...permission, resource })];
    app.get('/', { preHandler }, async (request) => request.principal?.kind);
    return async (authorization) => {
      const answer = await app.inject({ url: '/', headers: authorization === undefined ? {} : { authorization } });
      return new Response(answer.body, {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string>,
      });
    };
  },
  express: ({ token, permission }) => {
    const app = express();
    const rules = [forExpress.requireToken(token), forExpress.requirePermission({ ...permission, resource })];
    app.get('/', ...rules, (_request, response) => void response.send(response.locals['principal'].kind));
    return async (authorization) => {
      const server = app.listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      try {
        const headers = { connection: 'close', ...(authorization === undefined ? {} : { authorization }) };
        return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
      } finally {
        server.close();
      }
    };
  },
  hono: ({ token, permission }) => {
    const app = new Hono<forHono.PortvaktVariables>();
    app.use(forHono.requireToken(token), forHono.requirePermission({ ...permission, resource }));
    app.get('/', (context) => context.text(context.get('principal').kind));
    return async (authorization) => app.request('/', { headers: authorization === undefined ? {} : { authorization } });
  },
  'nestjs on express': onNest(() => new ExpressAdapter()),
  'nestjs on fastify': onNest(() => new FastifyAdapter()),
  web: ({ token, permission }) => {
    const handle = protect(
      { token, permission: { ...permission, resource } },
      (_request, { kind }) => new Response(kind),
    );
    return async (authorization) =>
      handle(new Request('http://api.example/', authorization === undefined ? {} : { headers: { authorization } }));
  },
};

let good: string;
let narrow: string;
let rules: (answer: () => Response) => Rules;
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'k' };
  const fake = fakeMaskinporten({ clients: [{ clientId: 'c', keys: [key] }] });
  const { environment, fetch } = fake;
  const client = createMaskinportenClient({ environment, clientId: 'c', key: jwk(key), scopes: SCOPE, fetch });
  good = `Bearer ${(await client.getToken()).value}`;
  narrow = `Bearer ${(await client.getToken({ scopes: `${SCOPE}x` })).value}`;
  const validate = createTokenValidator({ environments: [environment], fetch });
  rules = (answer) => ({
    token: { validate, scopes: [SCOPE] },
    permission: {
      action: 'read',
      pdp: createPdpClient({ platform: 'https://pdp.example', token: async () => 't', fetch: async () => answer() }),
    },
  });
});

const decision = (name: string, level?: string) => () =>
  Response.json({
    response: [
      {
        decision: name,
        obligations:
          level === undefined
            ? null
            : [{ attributeAssignment: [{ category: 'urn:altinn:minimum-authenticationlevel', value: level }] }],
      },
    ],
  });

describe.each(Object.entries(frameworks))('the %s middleware', (_name, build) => {
  it('lets through what the PDP permits, with the principal at hand', async () => {
    const answer = await build(rules(decision('Permit')))(good);
    expect([answer.status, await answer.text()]).toEqual([200, 'organisation']);
  });

  it('asks for a token, and says when it is bad', async () => {
    const ask = build(rules(decision('Permit')));
    const without = await ask();
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const bad = await ask(`${good.slice(0, -6)}AAAAAA`);
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  it('names the scope that is missing', async () => {
    const answer = await build(rules(decision('Permit')))(narrow);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toBe(`Bearer error="insufficient_scope", scope="${SCOPE}"`);
  });

  it.each(['Deny', 'NotApplicable', 'Indeterminate'])('answers 403 to %s', async (name) => {
    const answer = await build(rules(decision(name)))(good);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toEqual({ title: 'Forbidden', status: 403, detail: `The decision is ${name}` });
  });

  it('tells its maker of what is not permitted, and of nothing else', async () => {
    const told: Denial[] = [];
    const asking = (answer: () => Response) => {
      const { token, permission } = rules(answer);
      return build({ token, permission: { ...permission, onDenied: (denial) => told.push(denial) } });
    };
    await asking(decision('Permit'))(good);
    await asking(decision('Permit'))();
    await asking(() => new Response('', { status: 502 }))(good);
    expect(told).toEqual([]);
    await asking(decision('Permit', '4'))(good);
    await asking(decision('Deny'))(good);
    expect(told).toMatchObject([
      { action: 'read', resource: resource(), decision: { result: 'Permit', requiredLevel: 4 } },
      { action: 'read', resource: resource(), decision: { result: 'Deny' }, principal: { kind: 'organisation' } },
    ]);
  });

  it('passes on why a sandbox denies', async () => {
    const { token, permission } = rules(decision('Deny'));
    const why = { reason: 'needs role DAGL', playground: 'http://localhost:7070/playground?action=read' };
    const pdp = { ...permission.pdp, decide: async () => ({ permit: false, result: 'Deny', raw: {}, why }) as const };
    const answer = await build({ token, permission: { ...permission, pdp } })(good);
    expect([answer.status, await answer.json()]).toEqual([
      403,
      { title: 'Forbidden', status: 403, detail: 'The decision is Deny', why },
    ]);
  });

  it('tells the level that is needed (client-library#81)', async () => {
    const answer = await build(rules(decision('Permit', '4')))(good);
    expect([answer.status, await answer.json()]).toEqual([403, { RequiredAuthenticationLevel: '4' }]);
  });

  it('lets nothing through while the PDP is down (client-library#83)', async () => {
    const down = () => {
      throw new TypeError('fetch failed');
    };
    // A permit that an outage carries along is none.
    const body = await decision('Permit')().text();
    for (const answer of [
      down,
      () => new Response('', { status: 502 }),
      () => Response.json({}),
      () => new Response(body, { status: 500, headers: { 'content-type': 'application/json' } }),
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    ])
      expect((await build(rules(answer))(good)).status).toBe(503);
  });
});

describe('a setting of one’s own that is wrong', () => {
  const wrong = new ConfigurationError('the resource cannot be asked for', { hint: 'Name one' });
  const failing = () => Promise.reject(wrong);

  it('is the program’s to see, and no outage that a caller waits for', async () => {
    const { token, permission } = rules(decision('Permit'));
    await expect(checkToken({ ...token, validate: failing }, 'Bearer x')).rejects.toBe(wrong);
    const principal = (await checkToken(token, good)) as Principal;
    const pdp = { ...permission.pdp, decide: failing };
    await expect(checkPermission({ ...permission, resource, pdp }, principal, undefined)).rejects.toBe(wrong);
  });
});

describe('a web handler', () => {
  it('is given what else the runtime gives, and so is what names the resource', async () => {
    const { token, permission } = rules(decision('Permit'));
    const asked: string[] = [];
    const handle = protect<[{ readonly params: Promise<{ readonly org: string }> }]>(
      {
        token,
        permission: {
          ...permission,
          async resource({ request, rest: [{ params }] }) {
            asked.push(`${new URL(request.url).pathname} ${(await params).org}`);
            return resource();
          },
        },
      },
      async (_request, _principal, { params }) => Response.json(await params),
    );
    const request = new Request('http://api.example/fines', { headers: { authorization: good } });
    const answer = await handle(request, { params: Promise.resolve({ org: '312770016' }) });
    expect([asked, await answer.json()]).toEqual([['/fines 312770016'], { org: '312770016' }]);
  });

  it('needs no permission where none is asked for, and a good token all the same', async () => {
    const handle = protect({ token: rules(decision('Deny')).token }, () => new Response('in'));
    const ask = (headers: Record<string, string>) => handle(new Request('http://api.example/', { headers }));
    expect((await ask({ authorization: good })).status).toBe(200);
    expect((await ask({})).status).toBe(401);
  });
});
