/** What the schemas of this room are made of. */
import { type TSchema, Type } from 'typebox';

export const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
export const Uuid = Type.String({ format: 'uuid' });
export const uuid = (description: string) => Type.String({ format: 'uuid', description });

/** A person as somebody who has no other way names them (access-management.md 6.4). */
export const personMembers = {
  personIdentifier: Type.String({ description: 'National identity number of the person, or user name' }),
  lastName: Type.String({ description: 'Last name of the person, of which the first four letters count' }),
};
