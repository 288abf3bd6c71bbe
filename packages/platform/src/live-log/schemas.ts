import { Type } from 'typebox';
import { KINDS, OUTCOMES } from './entry.ts';

const Text = Type.String();
const Time = Type.String({ format: 'date-time' });
const oneOf = <const V extends string>(values: readonly V[]) => Type.Union(values.map((value) => Type.Literal(value)));

const ROW = {
  id: Type.String({ description: 'Names the row, and where a stream goes on from' }),
  time: Time,
  kind: oneOf(KINDS),
  operation: Type.String({ description: 'The operationId' }),
  clientId: Type.Optional(Text),
  what: Type.String({ description: 'Scopes, or action and resource, or method and path' }),
  outcome: oneOf(OUTCOMES),
  status: Type.Integer({ description: 'Of HTTP' }),
  durationMs: Type.Number(),
  trace: Type.String({ description: 'Names the request in the platform’s log' }),
  code: Type.Optional(Type.String({ description: 'Of the refusal' })),
  check: Type.Optional(Type.String({ description: 'The check of a grant that failed' })),
  parameters: Type.Optional(Type.Record(Text, Type.Union([Text, Type.Number()]))),
  asked: Type.Optional(
    Type.Object(
      {
        subject: Type.Optional(Text),
        action: Type.Optional(Text),
        resource: Type.Optional(Text),
        party: Type.Optional(Text),
        decision: Type.Optional(Text),
      },
      { description: 'What the PDP was asked and answered' },
    ),
  ),
};

const LogRow = Type.Object(ROW, { title: 'LogRow' });

export const LogDetails = Type.Object(
  {
    ...ROW,
    message: Type.Optional(Type.String({ description: 'What the caller was told' })),
    remedy: Type.Optional(Text),
    checks: Type.Array(Type.Object({ check: Text, passed: Type.Boolean() }), {
      description: 'The checks of a grant that were made, in their order',
    }),
    request: Type.Optional(Type.Unknown({ description: 'What was sent, without its secrets' })),
    answer: Type.Optional(Type.Unknown({ description: 'What was answered, without its secrets' })),
  },
  { title: 'LogDetails' },
);

export const LogList = Type.Object(
  {
    rows: Type.Array(LogRow, { description: 'The newest first' }),
    last: Type.String({ description: 'Last-Event-ID of a stream that goes on from here' }),
    since: Type.String({ format: 'date-time', description: 'Before this not everything is kept' }),
  },
  { title: 'LogList' },
);

export const Events = Type.String({
  description: 'Server-sent events: `row` with a LogRow; `gap` when some were lost; `end` with a reason',
});
