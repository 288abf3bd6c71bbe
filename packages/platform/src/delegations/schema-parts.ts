/** What the schemas of this room are made of. */
import { type TSchema, Type } from 'typebox';

export const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
export const Uuid = Type.String({ format: 'uuid' });
