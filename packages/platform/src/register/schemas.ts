/** The forms of the register's API. */
import { Type } from 'typebox';

/** Exactly one of the two. */
export const PartyLookup = Type.Object(
  {
    orgNo: Type.Optional(Type.String({ description: 'Organisation number, nine digits; not with ssn' })),
    ssn: Type.Optional(Type.String({ description: 'National identity number, eleven digits; not with orgNo' })),
  },
  { additionalProperties: false },
);

const orNull = (schema: ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>) =>
  Type.Union([schema, Type.Null()]);

export const PartyView = Type.Object({
  partyId: Type.Integer(),
  partyUuid: Type.String({ format: 'uuid' }),
  partyType: Type.Union([Type.Literal('Organisation'), Type.Literal('Person')]),
  name: Type.String(),
  orgNumber: orNull(Type.String()),
  userId: orNull(Type.Integer()),
  unitType: orNull(Type.String()),
  parentUuid: orNull(Type.String({ format: 'uuid' })),
  isDeleted: Type.Boolean(),
});
