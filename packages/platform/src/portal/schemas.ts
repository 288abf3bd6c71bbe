import { Type } from 'typebox';
import { STEPS } from './overview.ts';

const Text = Type.String();
const Time = Type.String({ format: 'date-time' });

export const Environment = Type.Object({
  mode: Type.Union([Type.Literal('sandbox'), Type.Literal('production')]),
  name: Text,
  clockOffsetMs: Type.Integer(),
});

const Refusal = Type.Object({
  time: Time,
  clientId: Text,
  outcome: Type.Literal('refused'),
  kid: Type.Optional(Text),
  scopes: Type.Array(Text),
  check: Type.Optional(Text),
  code: Type.Optional(Text),
  description: Type.Optional(Text),
  remedy: Type.Optional(Text),
  parameters: Type.Optional(Type.Record(Text, Type.Union([Text, Type.Number()]))),
});

export const Overview = Type.Object({
  steps: Type.Array(Type.Object({ step: Type.Union(STEPS.map((step) => Type.Literal(step))), done: Type.Boolean() })),
  clients: Type.Array(
    Type.Object({
      clientId: Text,
      name: Text,
      active: Type.Boolean(),
      scopes: Type.Integer(),
      keys: Type.Array(Type.Object({ kid: Text, expires: Time })),
      lastToken: Type.Optional(Time),
    }),
  ),
  refused: Type.Array(Refusal),
});
