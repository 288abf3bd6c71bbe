/**
 * Poolers that stand before the servers (PgBouncer in transaction mode). A connection to one is another server session with each transaction: no
 * statement may be prepared by name, no setting outlasts a transaction, and what is listened for does not come.
 */
import type pg from 'pg';
import { addressesOf } from './postgres-address.ts';
import { type Route, Servers } from './postgres-servers.ts';

/**
 * The way by the pooler of the server that is used now; there is none while either is away.
 * @param url the poolers, in the order of the servers
 * @throws Error when there are not as many poolers as servers; Refusal `unavailable` when the pooler cannot be used
 */
export async function byPoolers(
  servers: Servers,
  url: string,
  open: (url: string) => pg.Client,
): Promise<Route & { stop(): Promise<void> }> {
  const { servers: addresses, silence_ms } = addressesOf(url);
  if (addresses.length !== servers.count)
    throw new Error(
      `DATABASE_URL names ${addresses.length} and DATABASE_DIRECT_URL ${servers.count} servers: name a pooler for each server, in the same order`,
    );
  const poolers = addresses.map((address) => new Servers({ servers: [address], mayFailOver: false, silence_ms, open }));
  const current = (): Servers | undefined => poolers[servers.index ?? Number.NaN];
  const stop = async (): Promise<void> => {
    await Promise.all(poolers.map((pooler) => pooler.stop()));
  };
  for (const pooler of poolers) pooler.begin();
  try {
    await current()?.found();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: () => current()?.url(),
    ready: () => servers.ready() ?? current()?.ready(),
    onLost(listener) {
      for (const one of [servers, ...poolers]) one.onLost(listener);
    },
    stop,
  };
}
