import { Command, Option } from 'commander';
import type { KeySet, KeyStatus } from '../key-set.ts';
import { type Environment, keySetId } from '../names.ts';
import type { KeyStore, StoredName } from '../store.ts';
import { storeOf } from './context.ts';
import { type CliIo, Ended, EXPIRING } from './io.ts';
import { jsonOption } from './options.ts';
import { printJson } from './output.ts';
import { parsePeriod } from './periods.ts';

interface ListOptions {
  readonly keys?: boolean;
  readonly expiring?: string;
  readonly json?: boolean;
}

/** What is told of a key: nothing that is secret. */
interface KeyLine {
  readonly name: string;
  readonly environment: Environment;
  readonly kid: string;
  readonly status: KeyStatus;
  readonly alg: string;
  readonly use: string;
  readonly created: string | null;
  readonly expires: string | null;
  /** When a waiting key begins to sign by itself. */
  readonly activate: string | null;
}

/** `altinn-jwks list` (altinn-jwks.md 4 and 12). */
export function listCommand(io: CliIo): Command {
  return new Command('list')
    .description('List the key sets')
    .option('-k, --keys', 'list the keys too: kid, status, algorithm, made, expires')
    .addOption(
      new Option(
        '--expiring <period>',
        'only keys that sign, or will sign, and expire so soon; exit code 3 if there are any',
      ),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Maskinporten drops a key a year after it was sent there. "push" notes when that was; for other keys the day they were made counts.

Examples:
  altinn-jwks list
  altinn-jwks list --keys
  altinn-jwks list --expiring 30d || echo "rotate soon"
`,
    )
    .action((options: ListOptions, self: Command) => run(options, self, io));
}

async function run(options: ListOptions, self: Command, io: CliIo): Promise<void> {
  const period = options.expiring === undefined ? undefined : parsePeriod(options.expiring, '--expiring');
  const store = await storeOf(self, io);
  const names = await store.list();
  if (names.length === 0 && !options.json) io.stderr.write('No keys found.\n');
  if (period === undefined && !options.keys) {
    if (options.json) printJson({ keySets: names }, io);
    else for (const { name, environments } of names) io.stdout.write(`${name} (${environments.join(', ')})\n`);
    return;
  }
  const now = io.now();
  const all = await keysOf(store, names, now);
  const limit = now.getTime() + (period ?? 0);
  const shown = period === undefined ? all : all.filter((key) => signs(key) && Date.parse(key.expires ?? '') <= limit);
  if (options.json) printJson({ keys: shown }, io);
  else for (const line of table(shown, now)) io.stdout.write(`${line}\n`);
  if (period === undefined || shown.length === 0) return;
  throw new Ended(
    EXPIRING,
    options.json ? '' : `${shown.length} of these must be rotated: "altinn-jwks rotate <name>".`,
  );
}

/** A key that only its successor's overlap keeps may expire in peace. */
const signs = ({ status }: KeyLine): boolean => status === 'current' || status === 'next';

async function keysOf(store: KeyStore, names: readonly StoredName[], now: Date): Promise<readonly KeyLine[]> {
  const lines: KeyLine[] = [];
  for (const { name, environments } of names)
    for (const environment of environments) {
      const set = (await store.read(name, environment))?.settled(now);
      if (set) lines.push(...linesOf(set, name, environment, now));
    }
  return lines;
}

const linesOf = (set: KeySet, name: string, environment: Environment, now: Date): readonly KeyLine[] =>
  set.keys.map((key) => {
    const { created, expires } = set.datesOf(key, now);
    return {
      name,
      environment,
      kid: String(key.kid ?? ''),
      status: set.statusOf(key),
      alg: String(key.alg ?? ''),
      use: String(key.use ?? ''),
      created: created?.toISOString() ?? null,
      expires: expires?.toISOString() ?? null,
      activate: set.notes[String(key.kid ?? '')]?.activate ?? null,
    };
  });

function table(lines: readonly KeyLine[], now: Date): readonly string[] {
  const day = (iso: string | null) => iso?.slice(0, 10) ?? 'unknown';
  const left = (iso: string | null) => {
    const days = Math.floor((Date.parse(iso ?? '') - now.getTime()) / 86_400_000);
    return Number.isNaN(days) ? '' : days < 0 ? ' (expired)' : ` (${days} days)`;
  };
  const rows = lines.map(({ name, environment, kid, status, alg, created, expires, activate }) => [
    kid === '' ? `${keySetId(name, environment)} (no kid)` : kid.replace(/\p{Cc}/gu, '?'),
    activate === null ? status : `${status} from ${activate}`,
    alg,
    `made ${day(created)}`,
    `expires ${day(expires)}${left(expires)}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
