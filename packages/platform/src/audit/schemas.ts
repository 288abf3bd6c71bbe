import { Type } from 'typebox';

const Text = Type.String();
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** A place in the chain. */
const AuditPlace = Type.Object({ position: Type.Integer(), hash: Hash }, { title: 'AuditPlace' });

const Actor = Type.Object(
  {
    kind: Type.String({
      description: 'What the token is of; sandbox = nobody was asked for one, program = the program itself',
    }),
    organization: Type.Optional(Text),
    supplier: Type.Optional(Text),
    clientId: Type.Optional(Text),
    person: Type.Optional(Type.String({ description: 'UUID of the party' })),
    systemUser: Type.Optional(Text),
  },
  { title: 'AuditActor' },
);

const Change = Type.Object(
  { kind: Text, subject: Text, data: Type.Optional(Type.Unknown()) },
  { title: 'AuditChange', description: 'As the feed of events has it' },
);

const ENTRY = {
  position: Type.Integer(),
  time: Type.String({ format: 'date-time', description: 'By the platform’s clock' }),
  operation: Type.String({ description: 'The operationId' }),
  outcome: Type.String({ description: 'done, refused, or the decision' }),
  by: Actor,
  organization: Type.Optional(Type.String({ description: 'On whose behalf' })),
  code: Type.Optional(Type.String({ description: 'Of the refusal' })),
  method: Type.Optional(Text),
  path: Type.Optional(Text),
  request: Type.Optional(Type.String({ description: 'Names the request in the platform’s log' })),
  trace: Type.Optional(Type.String({ description: 'The trace that the caller named' })),
  changes: Type.Optional(Type.Array(Change)),
  decision: Type.Optional(Type.Unknown({ description: 'Of a decision: subject, action and resource, by attribute' })),
};

/** An entry as it is exported: the hash is of all before it, as JSON without whitespace. */
const AuditEntry = Type.Object({ ...ENTRY, previous: Hash, hash: Hash }, { title: 'AuditEntry' });

export const AuditPage = Type.Object(
  {
    head: AuditPlace,
    gone: Type.Object(
      { position: Type.Integer(), hash: Hash },
      { description: 'The last entry that is no longer kept' },
    ),
    entries: Type.Array(AuditEntry),
  },
  { title: 'AuditPage' },
);

export const AuditVerdict = Type.Object(
  {
    isWhole: Type.Boolean(),
    last: AuditPlace,
    fault: Type.Optional(
      Type.Object({ position: Type.Integer(), fault: Text, what: Text }, { description: 'The first that was found' }),
    ),
  },
  { title: 'AuditVerdict' },
);

const Names = Type.Record(Text, Text, {
  description:
    'What those are called whom the entry names: by organisation number, UUID of a party, client_id or id of a system user, as far as the reader may see it',
});

const Rows = Type.Array(
  Type.Object(
    { ...ENTRY, hash: Hash, personName: Type.Optional(Text), names: Type.Optional(Names) },
    { title: 'AuditRow' },
  ),
);

/** What an organisation is shown of its own. */
export const OwnAudit = Type.Object({ head: AuditPlace, rows: Rows }, { title: 'OwnAudit' });

/** What an operator has looked for. */
export const FoundAudit = Type.Object(
  {
    head: AuditPlace,
    rows: Rows,
    next: Type.Optional(Type.Integer({ description: '`before` of what has not been looked at; left out at the end' })),
  },
  { title: 'FoundAudit' },
);
