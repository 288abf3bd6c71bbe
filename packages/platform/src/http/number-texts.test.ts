import { Type } from 'typebox';
import { afterAll, describe, expect, it } from 'vitest';
import { problemAnswers } from './readers.ts';
import { surface } from './route.ts';
import { createHttp } from './server.ts';

const app = createHttp();
surface(app, { name: 'numbers', admit: { anyone: () => undefined }, refusals: problemAnswers({}) }).route({
  method: 'POST',
  path: '/numbers',
  operationId: 'readNumbers',
  summary: 'Read numbers',
  access: { who: 'anyone' },
  body: Type.Object({
    id: Type.Integer({ minimum: 1 }),
    share: Type.Optional(Type.Number()),
    none: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    text: Type.Optional(Type.String()),
    either: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
    list: Type.Optional(Type.Array(Type.Object({ 'a/b~': Type.Integer() }))),
  }),
  answers: { 200: { description: 'What was read', schema: Type.Any() } },
  handle: ({ body }) => body,
});
afterAll(() => app.close());

const send = async (payload: object) => {
  const answer = await app.inject({ method: 'POST', url: '/numbers', payload });
  return [answer.statusCode, answer.json()] as const;
};

describe('numbers that come as texts', () => {
  it('are numbers where a number is wanted, however deep, and texts where a text will do (altinn-pdp#75)', async () => {
    expect(await send({ id: '50020008' })).toEqual([200, { id: 50020008 }]);
    const many = { id: '7', share: '-0.5', none: '3', text: '4', either: '5', list: [{ 'a/b~': '6' }, { 'a/b~': 7 }] };
    expect(await send(many)).toEqual([
      200,
      { id: 7, share: -0.5, none: 3, text: '4', either: '5', list: [{ 'a/b~': 6 }, { 'a/b~': 7 }] },
    ]);
    expect(await send({ id: 1, none: null })).toEqual([200, { id: 1, none: null }]);
  });

  it.each(['', ' 1', '1 ', '0x1', '1e3', '01', '+1', 'NaN', 'Infinity', '1'.repeat(16), '1,5', '１'])(
    'are not %j',
    async (id) => {
      const [status, body] = await send({ id });
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: { id: ['must be integer'] } });
    },
  );

  it('are refused where they are out of bounds, and what else is wrong is told', async () => {
    expect((await send({ id: '0' }))[0]).toBe(400);
    expect((await send({ id: '1.5' }))[0]).toBe(400);
    const [status, body] = await send({ id: '12', list: 'x' });
    expect([status, Object.keys(body.errors)]).toEqual([400, ['list']]);
  });

  it('are read in bounded time, with members that every object has', async () => {
    const list = Array.from({ length: 900 }, (_, index) => ({ 'a/b~': String(index + 1) }));
    const [status, body] = await send({ id: '1', list });
    expect([status, body.list.length, body.list[899]]).toEqual([200, 900, { 'a/b~': 900 }]);
    const [mixed, answer] = await send({ id: '1', list: [{ 'a/b~': '1' }, { 'a/b~': 'x' }] });
    expect([mixed, Object.keys(answer.errors)]).toEqual([400, ['list.1.a~1b~0']]);
    const raw = await app.inject({
      method: 'POST',
      url: '/numbers',
      headers: { 'content-type': 'application/json' },
      payload: '{"id":"1","constructor":"1"}',
    });
    expect(raw.statusCode).toBeLessThan(500);
  });
});
