import { resolve } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { Command, InvalidArgumentError, Option } from 'commander';

interface UpOptions {
  port: number;
  host: string;
  data: string;
  enterpriseUsers: 'on' | 'gone';
  baseUrl?: string;
  log?: string;
  json?: boolean;
}

const parsePort = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(port) || port > 65_535) throw new InvalidArgumentError('It must be a port number, 0 to 65535.');
  return port;
};

/** `portvakt up`: the sandbox platform until Ctrl-C. */
export function upCommand(): Command {
  return new Command('up')
    .description('Run the platform on this machine: a sandbox with synthetic organisations and persons')
    .addOption(new Option('--port <port>', 'port; 0 = any free one').argParser(parsePort).default(7070))
    .option('--host <address>', 'address to listen on', 'localhost')
    .option(
      '--data <folder>',
      'where the database is kept; a postgres:// URL uses that server',
      process.env['DATABASE_URL'] ?? '.portvakt',
    )
    .addOption(
      new Option('--enterprise-users <state>', 'on = the former contract, gone = 410 as today')
        .choices(['on', 'gone'])
        .default('on'),
    )
    .option('--base-url <url>', 'public base URL, when it is not http://localhost:<port>')
    .option('--log <level>', 'log requests that fail and more: trace, debug, info, warn, error')
    .option('--json', 'print the addresses as one line of JSON')
    .action(run);
}

async function run(options: UpOptions): Promise<void> {
  const database = /^postgres(ql)?:/.test(options.data)
    ? options.data
    : options.data === ':memory:'
      ? ':memory:'
      : resolve(options.data, 'portvakt.db');
  let platform: Platform;
  try {
    platform = await startPlatform({
      port: options.port,
      host: options.host,
      database,
      enterpriseUsers: options.enterpriseUsers,
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      ...(options.log === undefined ? {} : { logLevel: options.log }),
    });
  } catch (error) {
    throw new Error(explained(error, options), { cause: error });
  }
  const stop = async (signal: NodeJS.Signals) => {
    // A second Ctrl-C does not wait.
    process.once(signal, () => process.exit(130));
    await platform.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal));
  process.stdout.write(
    options.json ? `${JSON.stringify({ urls: platform.urls, port: platform.port })}\n` : banner(platform, options),
  );
}

function explained(error: unknown, { port, data }: UpOptions): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') return `Port ${port} is taken: stop what uses it, or choose another with --port.`;
  if (code === 'EACCES')
    return `Port ${port} may not be used, or ${data} may not be written: choose another --port or --data.`;
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `The platform could not start: ${error instanceof Error ? error.message : String(error)}${cause}`;
}

function banner({ urls }: Platform, { data }: UpOptions): string {
  const shown = data.startsWith('postgres') ? data.replace(/\/\/[^@/]*@/, '//…@') : data;
  return `Portvakt is running, with synthetic data only. Ctrl-C stops it.

  Portal               ${urls.portal}
  Maskinporten issuer  ${urls.maskinportenIssuer}
  Altinn platform      ${urls.base}
  API documents        ${urls.base}/docs
  Data                 ${shown}

Next, in another terminal:
  npx altinn-jwks create testklient
  npx altinn-jwks export maskinporten testklient      paste it in the portal: new client, Keys
  npx portvakt token --client-id <client_id> --key testklient --scope altinn:instances.read
`;
}
