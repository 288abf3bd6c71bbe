import { generateKeyPair, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writePkcs12 } from 'altinn-jwks';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readSandbox, tellSandbox, textsOf, urlOption } from '../sandbox-doors.ts';

/** Where the command writes; tests give their own. */
export interface CertificateIo {
  out(text: string): void;
  error(text: string): void;
}

const PROCESS: CertificateIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
};

interface IssueOptions {
  org: string;
  out: string;
  url: string;
  days: number;
  password?: string;
  force?: boolean;
  json?: boolean;
}

interface Issued {
  readonly serialNumber: string;
  readonly certificate: string;
  readonly chain: readonly string[];
  readonly notAfter: string;
}

const isIssued = (body: unknown): body is Issued =>
  textsOf<Issued>('serialNumber', 'certificate', 'notAfter')(body) &&
  Array.isArray(body.chain) &&
  body.chain.every((one) => typeof one === 'string');

const MODULUS_BITS = 2048;
const PRIVATE_FILE = 0o600;
const generate = promisify(generateKeyPair);

const days = (text: string): number => {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of days.');
};

const organization = (text: string): string => {
  if (/^\d{9}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the nine digits of an organisation number.');
};

const serialNumber = (text: string): string => {
  if (/^[0-9A-Fa-f]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the hexadecimal serial number that "certificate issue" told.');
};

/** Writes no file when one of them is there, unless forced. */
function writeFiles(
  folder: string,
  files: ReadonlyMap<string, { content: string | Buffer; secret: boolean }>,
  force: boolean,
): void {
  const there = [...files.keys()].filter((name) => existsSync(join(folder, name)));
  if (there.length > 0 && !force)
    throw new Error(
      `${there.join(', ')} exist${there.length === 1 ? 's' : ''} in ${folder}: give --force to replace, or another --out.`,
    );
  mkdirSync(folder, { recursive: true });
  for (const [name, { content, secret }] of files) {
    const path = join(folder, name);
    // A file that is there would keep its mode, and everyone's right to read it.
    rmSync(path, { force: true });
    writeFileSync(path, content, { flag: 'wx', ...(secret ? { mode: PRIVATE_FILE } : {}) });
  }
}

async function issue(options: IssueOptions, io: CertificateIo): Promise<void> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: MODULUS_BITS });
  const body = {
    organization: options.org,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    days: options.days,
  };
  const headers = { 'content-type': 'application/json' };
  const issued = await readSandbox(options.url, 'sandbox/certificates', isIssued, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const password = options.password ?? randomBytes(12).toString('base64url');
  const folder = resolve(options.out);
  const names = await writeIssued(folder, options, privateKey, issued, password);
  if (options.json) {
    const { serialNumber, notAfter } = issued;
    io.out(`${JSON.stringify({ organization: options.org, serialNumber, notAfter, folder, ...names, password })}\n`);
    return;
  }
  io.out(
    [
      `Business certificate for ${options.org}, serial number ${issued.serialNumber}, valid until ${issued.notAfter}`,
      `  ${join(folder, names.key)}          private key (PEM)`,
      `  ${join(folder, names.certificate)}  certificate and chain (PEM)`,
      `  ${join(folder, names.pkcs12)}          all of it (PKCS#12), password ${password}`,
      'Sign the grant with the key, and put the certificate into the header as x5c. The client must have no registered key.',
      '',
    ].join('\n'),
  );
}

async function writeIssued(
  folder: string,
  options: IssueOptions,
  privateKey: KeyObject,
  issued: Issued,
  password: string,
) {
  const names = {
    key: `${options.org}.key.pem`,
    certificate: `${options.org}.certificate.pem`,
    pkcs12: `${options.org}.p12`,
  };
  const file = await writePkcs12(privateKey, {
    passphrase: password,
    name: `Virksomhetssertifikat ${options.org}`,
    certificates: [issued.certificate, ...issued.chain].map((pem) => new X509Certificate(pem).raw),
  });
  const pem = [issued.certificate, ...issued.chain].map((text) => `${text.trim()}\n`).join('');
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const files = new Map<string, { content: string | Buffer; secret: boolean }>([
    [names.key, { content: key, secret: true }],
    [names.certificate, { content: pem, secret: false }],
    [names.pkcs12, { content: file, secret: true }],
  ]);
  writeFiles(folder, files, options.force ?? false);
  return names;
}

/** `portvakt certificate issue|revoke`: business certificates (virksomhetssertifikater) of the sandbox. The private key is made here and stays here. */
export function certificateCommand(io: CertificateIo = PROCESS): Command {
  const command = new Command('certificate').description('Issue and revoke business certificates of the sandbox');
  command
    .command('issue')
    .description('Make a key, and let the sandbox’s authority issue a certificate for it: PEM and PKCS#12')
    .requiredOption('--org <number>', 'synthetic organisation', organization)
    .option('--out <folder>', 'where the files go', '.')
    .option('--days <n>', 'how long it is valid', days, 365)
    .addOption(
      new Option('--password <text>', 'of the PKCS#12 file; default a random one').env('PORTVAKT_PKCS12_PASSWORD'),
    )
    .addOption(urlOption())
    .option('--force', 'replace files that exist')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  portvakt certificate issue --org 310044423 --out certificates\n')
    .action((options: IssueOptions) => issue(options, io));
  command
    .command('revoke')
    .description('Revoke a certificate: the token endpoint refuses it at once')
    .argument('<serial>', 'serial number, hexadecimal', serialNumber)
    .addOption(urlOption())
    .action(async (serial: string, { url }: { url: string }) => {
      await tellSandbox(url, `sandbox/certificates/${serial}/revoke`, { method: 'POST' });
      io.out(`Revoked ${serial}.\n`);
    });
  return command;
}
