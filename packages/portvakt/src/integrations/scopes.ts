import { Command } from 'commander';
import { type ApiClient, CLIENT_READ_ONLY } from '../self-service/api.ts';
import { plain } from '../table.ts';
import { apiFor, existing, type IntegrationsIo, type Options, READ, show, WRITE, withOptions } from './common.ts';

/** `portvakt integrations scopes list|add|remove`. */
export function scopesCommand(io: IntegrationsIo): Command {
  const command = new Command('scopes').description('The scopes that an integration may ask for');
  const on = (name: string, description: string) =>
    withOptions(command.command(name).argument('<client>', 'its client_id').description(description));
  on('list', 'Its scopes').action(async (id: string, options: Options) => {
    const { scopes = [] } = await existing(apiFor(options, READ, id, io), id);
    show(io, options, scopes, scopes.map(plain).join('\n') || 'No scopes.');
  });
  on('add', 'Give it scopes; others stay')
    .argument('<scope...>', 'which')
    .action((id: string, given: string[], options: Options) =>
      change(id, options, io, (scopes) => [...new Set([...scopes, ...given])]),
    );
  on('remove', 'Take scopes from it')
    .argument('<scope...>', 'which')
    .action((id: string, given: string[], options: Options) =>
      change(id, options, io, (scopes) => {
        const unknown = given.filter((scope) => !scopes.includes(scope));
        if (unknown.length > 0)
          throw new Error(
            `${plain(id)} does not have ${unknown.map(plain).join(', ')}: it has ${scopes.map(plain).join(', ') || 'none'}. Nothing was changed.`,
          );
        return scopes.filter((scope) => !given.includes(scope));
      }),
    );
  return command;
}

async function change(
  id: string,
  options: Options,
  io: IntegrationsIo,
  changed: (scopes: readonly string[]) => readonly string[],
): Promise<void> {
  const api = apiFor(options, WRITE, id, io);
  const client = await existing(api, id);
  const { scopes: before = [] } = client;
  const scopes = changed(before);
  const isChange = scopes.length !== before.length;
  // A client is replaced as a whole: what is not known here goes back as it came.
  if (isChange) await api.replaceClient(id, { ...writable(client), scopes });
  const words = isChange ? 'now has' : 'is unchanged: it has';
  show(io, options, { client_id: id, scopes }, `${plain(id)} ${words} ${scopes.map(plain).join(' ') || 'no scopes'}.`);
}

const writable = (client: ApiClient): object =>
  Object.fromEntries(Object.entries(client).filter(([member]) => !CLIENT_READ_ONLY.has(member)));
