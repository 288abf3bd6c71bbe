import { X509Certificate } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { dataOption } from '../data-folder.ts';
import { parsePort } from '../input.ts';
import { authorityFiles, openAuthority, removeAuthority } from './authority-files.ts';

export { authorityFiles, openAuthority } from './authority-files.ts';

/** Where the command writes; tests give their own. */
export interface HostsIo {
  out(text: string): void;
}

const PROCESS: HostsIo = { out: (text) => process.stdout.write(text) };
const HTTPS = 443;
const ORG = /^[a-z][a-z0-9-]{1,19}$/;

interface HostsOptions {
  data: string;
  org: readonly string[];
  all?: boolean;
  tlsPort: number;
  json?: boolean;
}

const DATA = 'the platform’s folder: the authority is in its folder hosts';

/** `--org ttd digdir`: what was there by default goes. */
function collectOrgs(): (text: string) => readonly string[] {
  const given: string[] = [];
  return (text) => {
    if (!ORG.test(text)) throw new InvalidArgumentError('It must be the code of a service owner, e.g. ttd.');
    given.push(text);
    return [...given];
  };
}

async function show({ json, ...wish }: HostsOptions, io: HostsIo): Promise<void> {
  const files = authorityFiles(wish.data);
  const [{ permittedNames }, { guide, namesFor }] = await Promise.all([
    import('@portvakt/platform'),
    import('./guide.ts'),
  ]);
  const { certificate } = await openAuthority(files);
  if (!json) return io.out(guide(files, { certificate, permitted: await permittedNames(certificate) }, wish));
  const { fingerprint256, validTo } = new X509Certificate(certificate);
  const authority = { file: files.certificate, sha256: fingerprint256, notAfter: new Date(validTo).toISOString() };
  io.out(`${JSON.stringify({ authority, address: '127.0.0.1', port: wish.tlsPort, names: namesFor(wish) })}\n`);
}

/** `portvakt hosts`: reach the platform by the real test environments' host names. It changes nothing of the machine. */
export function hostsCommand(io: HostsIo = PROCESS): Command {
  const command = new Command('hosts').description(
    'Reach the platform by the host names of the real test environments: what to put where, and how to undo it',
  );
  command
    .command('show', { isDefault: true })
    .description('Make the local authority if there is none, and print how it is used; changes nothing of the machine')
    .addOption(dataOption(DATA))
    .addOption(
      new Option('--org <code...>', 'service owners whose apps are asked').argParser(collectOrgs()).default(['ttd']),
    )
    .option('--all', 'the names of Altinn’s at and yt environments too')
    .addOption(
      new Option('--tls-port <port>', 'the port that "portvakt up --hosts" takes').argParser(parsePort).default(HTTPS),
    )
    .option('--json', 'print where the authority is and the names, as one line of JSON')
    .action((options: HostsOptions) => show(options, io));
  command
    .command('remove')
    .description('Remove the local authority with its key, and print how to undo the rest')
    .addOption(dataOption(DATA))
    .action(async ({ data }: HostsOptions) => {
      const { undoGuide } = await import('./guide.ts');
      const files = authorityFiles(data);
      const found = removeAuthority(files);
      io.out(
        `${found ? `Removed the authority of ${files.folder}.` : `There is no authority in ${files.folder}.`}\n\n${undoGuide({ data })}`,
      );
    });
  return command;
}
