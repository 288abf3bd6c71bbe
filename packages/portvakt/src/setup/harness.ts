/** A platform with the directorate of forests as the one whose set-up it is, and commands run as they are from a terminal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import type { Command } from 'commander';
import type { Apis } from './actual.ts';
import { connect, SCOPES } from './connect.ts';
import type { SetupIo } from './index.ts';
import { SECTIONS } from './model.ts';

/** Owns scopes, resources and systems. */
export const OWNER = '310013579';

export interface Ended {
  readonly out: string;
  readonly error: string;
  readonly status: number;
}

export interface Harness {
  readonly box: Sandbox;
  readonly folder: string;
  /** The client that asks. */
  readonly self: string;
  /** Its options, for a process of its own. */
  readonly as: readonly string[];
  apis(): Promise<Apis>;
  file(name: string, text: string): string;
  /** @param as other credentials than those of `self` */
  run(
    command: (io: SetupIo) => Command,
    args: readonly string[],
    io?: Partial<SetupIo>,
    as?: readonly string[],
  ): Promise<Ended>;
  stop(): Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const box = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-setup-'));
  const scopes = [...new Set(SECTIONS.flatMap((section) => [...SCOPES[section].read, ...SCOPES[section].write]))];
  const self = await box.createClient(OWNER, scopes);
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const key = file('admin.jwk', JSON.stringify(box.privateJwk));
  const as = ['-e', 'local', '--url', box.base, '--client-id', self, '--key-file', key];
  return {
    box,
    folder,
    self,
    as,
    apis: () => connect({ environment: 'local', url: box.base, clientId: self, keyFile: key }, SECTIONS),
    file,
    async run(command, args, more = {}, credentials = as) {
      let [out, error, status] = ['', '', 0];
      const io: SetupIo = {
        out: (text) => {
          out += text;
        },
        error: (text) => {
          error += text;
        },
        exit: (code) => {
          status = code;
        },
        ask: async () => undefined,
        sleep: async () => {},
        connect,
        ...more,
      };
      try {
        await command(io).parseAsync([...credentials, ...args], { from: 'user' });
      } catch (thrown) {
        error += thrown instanceof Error ? thrown.message : String(thrown);
        status = 1;
      }
      return { out, error, status };
    },
    async stop() {
      await box.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
