import { Type } from 'typebox';
import { STEPS } from './overview.ts';

const Text = Type.String();
const Time = Type.String({ format: 'date-time' });

export const Environment = Type.Object(
  {
    mode: Type.Union([Type.Literal('sandbox'), Type.Literal('production')]),
    name: Text,
    clockOffsetMs: Type.Integer({ description: 'How far a sandbox’s clock is moved' }),
  },
  { title: 'Environment' },
);

/** A line of the developer's log, when it is a refusal. */
const Refusal = Type.Object(
  {
    time: Time,
    clientId: Text,
    outcome: Type.Literal('refused'),
    kid: Type.Optional(Text),
    scopes: Type.Array(Text),
    check: Type.Optional(Text),
    code: Type.Optional(Text),
    description: Type.Optional(Text),
    remedy: Type.Optional(Text),
    parameters: Type.Optional(
      Type.Record(Text, Type.Union([Text, Type.Number()]), { description: 'The values in the two' }),
    ),
  },
  { title: 'RefusedRequest' },
);

const ClientState = Type.Object(
  {
    clientId: Text,
    name: Text,
    active: Type.Boolean(),
    service: Type.String({ description: 'The kind of integration' }),
    lastChanged: Time,
    scopes: Type.Integer({ description: 'How many' }),
    keys: Type.Array(Type.Object({ kid: Text, expires: Time })),
    lastToken: Type.Optional(Time),
  },
  { title: 'ClientState' },
);

export const Overview = Type.Object(
  {
    steps: Type.Array(
      Type.Object({ step: Type.Union(STEPS.map((step) => Type.Literal(step))), done: Type.Boolean() }),
      { description: 'Of the getting-started page, in its order' },
    ),
    clients: Type.Array(ClientState),
    refused: Type.Array(Refusal, { description: 'Of the last hour, newest first' }),
  },
  { title: 'Overview' },
);

export const KeyUse = Type.Object(
  {
    from: Type.String({ format: 'date-time', description: 'Since when every use is known' }),
    keys: Type.Array(Type.Object({ kid: Text, lastUsed: Time }), { description: 'Those that have been used since' }),
  },
  { title: 'KeyUse' },
);

/** A client of anybody's, as far as the owner of a scope meets it in tokens. */
export const ScopeUse = Type.Object(
  {
    clients: Type.Array(
      Type.Object({
        clientId: Text,
        organization: Text,
        supplier: Type.Optional(Text),
        active: Type.Boolean(),
        hasAccess: Type.Boolean({ description: 'Its organisation may use the scope; it may also act by delegation' }),
        lastToken: Type.Optional(Type.String({ format: 'date-time', description: 'With the scope, in 30 days' })),
      }),
      { description: 'The newest first' },
    ),
    whole: Type.Boolean({ description: 'False when there are more than are told' }),
  },
  { title: 'ScopeUse' },
);

const Organization = Type.Object({ number: Text, name: Text });

export const ScopeDelegates = Type.Object(
  {
    resources: Type.Array(Text, { description: 'Those by which the scope can be given' }),
    delegations: Type.Array(
      Type.Object({ consumer: Organization, supplier: Organization, resource: Text, created: Time }),
    ),
    whole: Type.Boolean({ description: 'False when there are more' }),
  },
  { title: 'ScopeDelegates' },
);
