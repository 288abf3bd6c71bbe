import {
  type Asked,
  createSystemsClient,
  rightTo,
  type SystemRegistration,
  type SystemsClient,
  type SystemUserRequest,
  type SystemUserRequestAnswer,
  type UserKind,
} from '@portvakt/client/systems';
import { labelled } from 'altinn-jwks/command';
import { Command } from 'commander';
import { jsonFrom } from '../input.ts';
import { type ClientOptions, clientOf, platformOf, sameClient, withClientOptions } from '../tokens/settings.ts';

/** Where the commands write; tests give their own. */
export interface SystemsIo {
  out(text: string): void;
  error(text: string): void;
  exit(status: number): void;
}

const PROCESS: SystemsIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  exit: (status) => {
    process.exitCode = status;
  },
};

interface Options extends ClientOptions {
  agent?: boolean;
  system?: string;
  org?: string;
  right?: string[];
  package?: string[];
  redirectUrl?: string;
  timeout?: string;
}

/** Scopes of a vendor (system-register-and-users.md 1); `--scope` asks for others. */
const REGISTER = ['altinn:authentication/systemregister.write'];
const ASK = ['altinn:authentication/systemuser.request.write', 'altinn:authentication/systemuser.request.read'];
const NOT_APPROVED = 3;

async function clientFor(options: Options, scopes: readonly string[]): Promise<SystemsClient> {
  const client = await clientOf({ ...options, scope: options.scope ?? [...scopes] });
  return createSystemsClient({ platform: platformOf(options), token: async () => (await client.getToken()).value });
}

const kindOf = (options: Options): UserKind => (options.agent ? 'agent' : 'standard');

/** The platform says what is wrong with it; only that it is an object is told here. */
async function objectFrom<T extends object>(file: string): Promise<T> {
  const value = await jsonFrom(file);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T;
  throw new Error(`${file === '-' ? 'The standard input' : file} must be a JSON object.`);
}

/** `portvakt systems …`: a vendor's side of the System Register and of system users. */
export function systemsCommand(io: SystemsIo = PROCESS): Command {
  const command = new Command('systems').description('Register systems, ask customers for system users, and follow up');
  const show = (value: unknown, text: string, json: boolean | undefined) =>
    io.out(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  registerCommands(command, show);
  requestCommands(command, io, show);
  return command.addHelpText(
    'after',
    '\nExamples:\n  portvakt systems register system.json --client-id … --key vendor\n  portvakt systems request --system 310019747_ledger --org 310044423 --right ttd/demo --client-id … --key vendor\n  portvakt systems wait <request id> --client-id … --key vendor\n',
  );
}

type Show = (value: unknown, text: string, json: boolean | undefined) => void;

function registerCommands(command: Command, show: Show): void {
  const add = (name: string, argument: string, description: string) =>
    withClientOptions(command.command(name).argument(argument).description(description));
  add('register', '<file>', 'Register the system in a JSON file ("-" = stdin)').action(
    async (file: string, options: Options) => {
      const system = await objectFrom<SystemRegistration>(file);
      await (await clientFor(options, REGISTER)).register(system);
      show({ id: system.id }, `Registered ${system.id}.`, options.json);
    },
  );
  add('update', '<file>', 'Replace the registration by a JSON file').action(async (file: string, options: Options) => {
    const system = await objectFrom<SystemRegistration>(file);
    await (await clientFor(options, REGISTER)).update(system);
    show({ id: system.id }, `Updated ${system.id}.`, options.json);
  });
  add('show', '<id>', 'Show a system').action(async (id: string, options: Options) => {
    const system = await (await clientFor(options, REGISTER)).get(id);
    show(system, JSON.stringify(system, null, 2), options.json);
  });
  add('delete', '<id>', 'Delete a system; its id cannot be used again').action(async (id: string, options: Options) => {
    await (await clientFor(options, REGISTER)).delete(id);
    show({ id }, `Deleted ${id}.`, options.json);
  });
  withClientOptions(command.command('list').description('Your systems')).action(async (options: Options) => {
    const systems = await (await clientFor(options, REGISTER)).list();
    show(systems, systems.map(({ systemId }) => systemId).join('\n') || 'No systems.', options.json);
  });
  add('users', '<system>', 'System users of a system').action(async (id: string, options: Options) => {
    const users = [];
    for await (const user of (await clientFor(options, REGISTER)).users(id)) users.push(user);
    show(
      users,
      users.map((user) => `${user.reporteeOrgNo} ${user.externalRef} ${user.id}`).join('\n') || 'No system users.',
      options.json,
    );
  });
}

function requestCommands(command: Command, io: SystemsIo, show: Show): void {
  withClientOptions(
    command
      .command('request')
      .argument('[file]', 'JSON of the request')
      .description('Ask a customer for a system user'),
  )
    .option('--agent', 'for an accountant, auditor or the like')
    .option('--system <id>', 'your system')
    .option('--org <number>', 'the customer')
    .option('--right <resource...>', 'resource ids, or org/app')
    .option('--package <urn...>', 'access packages')
    .option('--redirect-url <url>', 'where the browser goes afterwards')
    .action(async (file: string | undefined, options: Options) => {
      const request = file === undefined ? requestFrom(options) : await objectFrom<SystemUserRequest>(file);
      const answer = await (await clientFor(options, ASK)).request(request, kindOf(options));
      const notTaken = answer.stood ? different(request, answer) : [];
      show({ ...answer, notTaken }, outcome(answer, notTaken, options), options.json);
    });
  withClientOptions(
    command
      .command('wait')
      .argument('<request>', 'id of the request')
      .description('Wait until the customer has answered; exit code 3 unless it is approved'),
  )
    .option('--agent', 'the request is for an agent')
    .option('--timeout <seconds>', 'give up after this long', '600')
    .action(async (id: string, options: Options) => {
      const seconds = Number(options.timeout);
      if (!(seconds > 0)) throw new Error('--timeout must be a number of seconds.');
      const client = await clientFor(options, ASK);
      // While it waits, a host that is away for a while is no end: one that never was there is told at once.
      await client.getRequest(id, kindOf(options));
      const answer = await client.waitForApproval(id, {
        kind: kindOf(options),
        timeoutMs: seconds * 1000,
        onPoll: ({ status, nextMs }) => io.error(`${status}; looking again in ${Math.round(nextMs / 1000)} s\n`),
      });
      show(answer, answer.timedOut ? 'Timedout' : answer.status, options.json);
      if (answer.status !== 'Accepted') io.exit(NOT_APPROVED);
    });
  withClientOptions(
    command.command('cancel').argument('<request>', 'id of the request').description('Take a request back'),
  ).action(async (id: string, options: Options) => {
    await (await clientFor(options, ASK)).deleteRequest(id);
    show({ id }, `Took ${id} back.`, options.json);
  });
}

/** What was asked for and does not stand in the request that there is. */
function different(asked: SystemUserRequest, standing: SystemUserRequest): readonly string[] {
  const rights = ({ rights = [] }: SystemUserRequest) =>
    rights.map(
      ({ action, resource }) => `right ${resource.map(({ value }) => value).join(' ')}${action ? ` (${action})` : ''}`,
    );
  const packages = ({ accessPackages = [] }: SystemUserRequest) => accessPackages.map(({ urn }) => `package ${urn}`);
  const has = new Set([...rights(standing), ...packages(standing)]);
  const { redirectUrl } = asked;
  return [
    ...[...rights(asked), ...packages(asked)].filter((one) => !has.has(one)),
    ...(redirectUrl === undefined || redirectUrl === standing.redirectUrl ? [] : [`redirect URL ${redirectUrl}`]),
  ];
}

/** A request that stands is told as such: the server takes nothing of a second one (system-register-and-users.md 5.1). */
function outcome(answer: Asked<SystemUserRequestAnswer>, notTaken: readonly string[], options: Options): string {
  const { id, status, confirmUrl } = answer;
  const approval = labelled('TODO', `The customer approves at ${confirmUrl ?? '(no address)'}`);
  if (!answer.stood) return `${status} ${id}\n${approval}`;
  return [
    `The request ${id} stands already (${status}); no other was made.`,
    ...(notTaken.length === 0
      ? []
      : [
          `Not taken: ${notTaken.join(', ')}.`,
          `To ask for that, take this one back with "portvakt systems cancel ${id}${sameClient(options)}" and ask again, or give another --external-ref.`,
        ]),
    ...(status === 'New' ? [approval] : []),
  ].join('\n');
}

function requestFrom(options: Options): SystemUserRequest {
  const { system, org, externalRef, right, redirectUrl } = options;
  if (system === undefined || org === undefined)
    throw new Error('Which system, which customer? Give --system and --org, or a JSON file.');
  if (right === undefined && options.package === undefined)
    throw new Error(
      `What shall the system user be allowed? Give --right or --package, of those that the system is registered with: "portvakt systems show ${system}" has them.`,
    );
  return {
    systemId: system,
    partyOrgNo: org,
    ...(externalRef === undefined ? {} : { externalRef }),
    ...(right === undefined ? {} : { rights: right.map(rightTo) }),
    ...(options.package === undefined ? {} : { accessPackages: options.package.map((urn) => ({ urn })) }),
    ...(redirectUrl === undefined ? {} : { redirectUrl }),
  };
}
