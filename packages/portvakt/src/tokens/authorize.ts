import { createPdpClient, type PartyRef, type Question } from '@portvakt/client/pdp';
import { Command, Option } from 'commander';
import { type ClientOptions, clientOf, platformOf, withClientOptions } from './settings.ts';

interface AuthorizeOptions extends ClientOptions {
  person?: string;
  organisation?: string;
  systemUserId?: string;
  action: string;
  resourceId?: string;
  app?: string;
  party: string;
}

/** Who asks: exactly one of person, organisation, system user. */
function subjectOf(options: AuthorizeOptions): Question['subject'] {
  const given = [
    options.person && { id: 'urn:altinn:person:identifier-no', value: options.person },
    options.organisation && { id: 'urn:altinn:organization:identifier-no', value: options.organisation },
    options.systemUserId && { id: 'urn:altinn:systemuser:uuid', value: options.systemUserId },
  ].flatMap((attribute) => (attribute ? [attribute] : []));
  if (given.length !== 1) throw new Error('Who? Give exactly one of --person, --organisation and --system-user-id.');
  return given;
}

const partyOf = (text: string): PartyRef =>
  /^\d{11}$/.test(text) ? { person: text } : /^\d{9}$/.test(text) ? { organisation: text } : { partyId: Number(text) };

/** `portvakt authorize`: exit code 0 on Permit, 3 on anything else. */
export function authorizeCommand(): Command {
  return withClientOptions(new Command('authorize').description('Ask the PDP whether somebody may do something'))
    .option('--person <number>', 'who: a person')
    .option('--organisation <number>', 'who: an organisation')
    .option('--system-user-id <uuid>', 'who: a system user')
    .requiredOption('--action <action>', 'what, e.g. read')
    .option('--resource-id <id>', 'with which resource of the registry')
    .option('--app <org/app>', 'with which app')
    .addOption(
      new Option('--party <party>', 'for whom: organisation number, person number or party id').makeOptionMandatory(),
    )
    .action(run);
}

async function run(options: AuthorizeOptions): Promise<void> {
  if ((options.resourceId === undefined) === (options.app === undefined))
    throw new Error('With what? Give --resource-id or --app.');
  const client = await clientOf({ ...options, scope: options.scope ?? ['altinn:authorization/authorize'] });
  const pdp = createPdpClient({
    platform: platformOf(options),
    token: async () => (await client.getAltinnToken()).value,
  });
  const party = partyOf(options.party);
  const resource =
    options.resourceId === undefined
      ? { app: options.app as `${string}/${string}`, party }
      : { resource: options.resourceId, party };
  const decision = await pdp.decide({ subject: subjectOf(options), action: options.action, resource });
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ result: decision.result, requiredLevel: decision.requiredLevel ?? null, raw: decision.raw })}\n`,
    );
  else
    process.stdout.write(
      `${decision.result}${decision.requiredLevel === undefined ? '' : `, at authentication level ${decision.requiredLevel} or more`}\n`,
    );
  process.exitCode = decision.result === 'Permit' ? 0 : 3;
}
