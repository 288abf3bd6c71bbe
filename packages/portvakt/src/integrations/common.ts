import type { Command } from 'commander';
import { type AdminOptions, selfServiceDoor, withAdminOptions } from '../self-service/admin.ts';
import { type ApiClient, createSelfServiceApi, type SelfServiceApi } from '../self-service/api.ts';
import { plain } from '../table.ts';

/** Where the commands read and write; tests give their own. */
export interface IntegrationsIo {
  out(text: string): void;
  error(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A process's own. */
export const PROCESS: IntegrationsIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  env: process.env,
};

/** What reading takes, and what changing does (maskinporten.md 6.1). */
export const READ: readonly string[] = ['idporten:dcr.read'];
export const WRITE: readonly string[] = ['idporten:dcr.read', 'idporten:dcr.write'];

/** What each of the commands has. */
export interface Options extends AdminOptions {
  readonly json?: boolean;
}

/** The API for a command that is about one client, or about all. */
export const apiFor = (
  options: Options,
  scopes: readonly string[],
  clientId: string | undefined,
  { env }: IntegrationsIo,
): SelfServiceApi => createSelfServiceApi(selfServiceDoor(options, { scopes, clientId }, env));

/** As JSON on one line, or as words. */
export const show = (io: IntegrationsIo, options: Options, value: unknown, words: string): void =>
  io.out(options.json ? `${JSON.stringify(value)}\n` : `${words}\n`);

/** Adds where and as whom, and `--json`. */
export const withOptions = (command: Command): Command => withAdminOptions(command).option('--json', 'print JSON');

/** @throws Error when the caller has no such client */
export async function existing(api: SelfServiceApi, id: string): Promise<ApiClient> {
  const client = await api.client(id);
  if (client) return client;
  throw new Error(`You have no integration ${plain(id)}: "portvakt integrations list --inactive" shows all.`);
}
