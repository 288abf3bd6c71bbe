/** Statements in traces: what is done with which table, and no value. */
import { type Beginning, spanned } from '../foundation/index.ts';
import type { Kind } from './reads.ts';

const VERB = /^\s*([a-z]+)/i;
const TABLE = /\b(?:from|into|update|join|table)\s+"?([a-z_]+)/i;
const SYSTEM: Readonly<Record<Kind, string>> = { sqlite: 'sqlite', postgres: 'postgresql' };

/** Runs a statement, as a span of the answer that it is for: https://opentelemetry.io/docs/specs/semconv/database/database-spans/ */
export const asSpan = <T>(kind: Kind, text: string, run: () => T): T => spanned(() => statement(kind, text), run);

function statement(kind: Kind, text: string): Beginning {
  const [, verb = 'statement'] = VERB.exec(text) ?? [];
  const [, table] = TABLE.exec(text) ?? [];
  const operation = verb.toLowerCase();
  return {
    name: table === undefined ? operation : `${operation} ${table}`,
    isCall: true,
    attributes: {
      'db.system.name': SYSTEM[kind],
      'db.operation.name': operation,
      ...(table === undefined ? {} : { 'db.collection.name': table }),
    },
  };
}
