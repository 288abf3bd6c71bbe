import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { USUAL_FOLDER } from '../data-folder.ts';
import { urlOption } from '../sandbox-doors.ts';
import { type ListenerIo, listen } from './listener.ts';
import { Teller } from './teller.ts';

interface Options {
  readonly url: string;
  readonly forwardTo?: string;
  readonly from?: string;
  readonly state?: string;
  readonly kind?: readonly string[];
  readonly count?: number;
  readonly json?: boolean;
}

const webAddress = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be an http or https URL, e.g. http://localhost:3000/events.');
};

const place = (text: string): string => {
  if (/^(oldest|newest|\d{1,15})$/.test(text)) return text;
  throw new InvalidArgumentError('It must be oldest, newest, or the id of an event.');
};

const kinds = (text: string, before: readonly string[] = []): readonly string[] => {
  if (/^[a-z][a-z.-]{0,60}$/.test(text)) return [...before, text];
  throw new InvalidArgumentError('It must be how a type begins without "no.portvakt.", e.g. system-user or key.added.');
};

const number = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
};

/** `portvakt listen`. */
export function listenCommand(): Command {
  return new Command('listen')
    .description('Follow what happens in the sandbox, and forward it to a webhook as CloudEvents')
    .addOption(urlOption())
    .addOption(
      new Option('--forward-to <url>', 'where each event is posted; left out: it is printed').argParser(webAddress),
    )
    .addOption(
      new Option(
        '--from <place>',
        'oldest, newest or an event’s id (default: where the last run ended, else newest)',
      ).argParser(place),
    )
    .addOption(new Option('--kind <kind>', 'only these, e.g. system-user; repeatable').argParser(kinds))
    .addOption(new Option('--count <number>', 'end after so many events').argParser(number))
    .option(
      '--state <file>',
      'where it is kept how far this has come (default: below .portvakt, one for each --forward-to)',
    )
    .option('--json', 'print each event as a line of JSON')
    .addHelpText(
      'after',
      '\nExample:\n  portvakt listen --forward-to http://localhost:3000/events --kind system-user\n\nEach event is sent until it is answered with 2xx, in order. One that may have been sent before has "redelivery"; its id is the same.\n',
    )
    .action(run);
}

async function run({ url, forwardTo, from, state, kind = [], count, json }: Options): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  let left = count ?? Number.POSITIVE_INFINITY;
  const teller = forwardTo === undefined ? undefined : new Teller(url, nameOf(url, forwardTo), forwardTo);
  const io: ListenerIo = {
    taken(event, status, attempt) {
      const told = `${event.id}\t${event.type}\t${event.subject}${status === undefined ? '' : `\t→ ${status}`}${attempt > 0 ? ' (again)' : ''}\n`;
      process.stdout.write(json ? `${JSON.stringify(event)}\n` : told);
      left -= 1;
      if (left <= 0) ending.abort();
    },
    trouble: (text) => process.stderr.write(`${text}\n`),
    stands: (standing) => teller?.tell(standing),
    pause: (ms, signal) =>
      new Promise((resume) => {
        const timer = setTimeout(done, ms);
        function done() {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resume();
        }
        signal.addEventListener('abort', done);
      }),
  };
  const kept = state ?? (forwardTo === undefined ? undefined : usualState(url, forwardTo));
  await listen(
    {
      base: url,
      ...(from === undefined ? {} : { from }),
      kinds: kind,
      ...(forwardTo === undefined ? {} : { target: forwardTo }),
      ...(kept === undefined ? {} : { state: resolve(kept) }),
    },
    io,
    ending.signal,
  );
  await teller?.end();
}

/** One for each pair of platform and webhook. */
const nameOf = (url: string, target: string): string =>
  createHash('sha256').update(`${url} ${target}`).digest('hex').slice(0, 12);

const usualState = (url: string, target: string): string => join(USUAL_FOLDER, `listen-${nameOf(url, target)}.json`);
