import type { DatabaseConnection, Driver } from 'kysely';
import type { Kind } from './reads.ts';
import { asSpan } from './spans.ts';
import { translated, withoutDatabase } from './unavailable.ts';

type Options = Parameters<Driver['acquireConnection']>[0];

/**
 * A driver whose errors are translated, whoever runs the statement: see `translated`. A connection that cannot be had is `unavailable`.
 * @param failed is told of each error as it was
 */
export function translatingDriver(kind: Kind, inner: Driver, failed: (error: unknown) => void): Driver {
  const known = new WeakSet<DatabaseConnection>();
  return {
    init: (options) => inner.init(options),
    async acquireConnection(options: Options) {
      const connection = await inner.acquireConnection(options).catch((error: unknown) => {
        throw withoutDatabase(error);
      });
      if (known.has(connection)) return connection;
      known.add(connection);
      // In place: the driver's own begin, commit and rollback go through it too.
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = async (...statement) => {
        try {
          return await asSpan(kind, statement[0].sql, () => execute(...statement));
        } catch (error) {
          failed(error);
          throw translated(error);
        }
      };
      return connection;
    },
    beginTransaction: (connection, settings) => inner.beginTransaction(connection, settings),
    commitTransaction: (connection) => inner.commitTransaction(connection),
    rollbackTransaction: (connection) => inner.rollbackTransaction(connection),
    releaseConnection: (connection, options) => inner.releaseConnection(connection, options),
    destroy: (options) => inner.destroy(options),
  };
}
