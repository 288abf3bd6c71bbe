import { Command, InvalidArgumentError, Option } from 'commander';
import { localBase, placeOf, selfServiceDoor } from '../self-service/admin.ts';
import { call, isObject } from '../self-service/http.ts';
import { plain, table } from '../table.ts';
import { type IntegrationsIo, type Options, READ, show, withOptions } from './common.ts';

interface LogOptions extends Options {
  readonly outcome?: string;
  readonly limit: number;
}

const rows = (text: string): number => {
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= 1000) return Number(text);
  throw new InvalidArgumentError('It must be a number of rows, 1 to 1000.');
};

/** `portvakt integrations log`: a platform of Portvakt keeps one; the real self-service API has none (maskinporten.md 6.2). */
export const logCommand = (io: IntegrationsIo): Command =>
  withOptions(
    new Command('log')
      .argument('<client>', 'its client_id')
      .description('What the integration has asked for, newest first, and why it was refused (local platforms)'),
  )
    .addOption(new Option('--outcome <outcome>', 'with this outcome alone').choices(['ok', 'refused', 'failed']))
    .option('--limit <rows>', 'at most so many', rows, 20)
    .action((id: string, options: LogOptions) => log(id, options, io));

async function log(id: string, options: LogOptions, io: IntegrationsIo): Promise<void> {
  const place = placeOf(options);
  if (place !== 'local')
    throw new Error(
      `The self-service API of ${place.toUpperCase()} has no log of requests. Ask "portvakt doctor -e ${place} --client-id ${plain(id)}" what is wrong, and give Digdir the trace_id of a refusal.`,
    );
  const { token } = selfServiceDoor(options, { scopes: READ, clientId: id }, io.env);
  const query = new URLSearchParams({
    client: id,
    limit: String(options.limit),
    ...(options.outcome === undefined ? {} : { outcome: options.outcome }),
  });
  const door = { base: localBase(options), ...(token === undefined ? {} : { token }) };
  const { body } = await call(door, 'GET', `/portal/api/v1/log?${query}`);
  const list = isObject(body) && Array.isArray(body['rows']) ? body['rows'].filter(isObject) : [];
  const lines = list.map((row) => [
    String(row['time'] ?? '').slice(0, 19),
    row['outcome'],
    row['status'],
    row['code'] ?? '',
    row['what'],
  ]);
  const words =
    lines.length === 0
      ? 'Nothing is in the log of this integration.'
      : table(['TIME', 'OUTCOME', 'STATUS', 'CODE', 'WHAT'], lines);
  show(io, options, list, words);
}
