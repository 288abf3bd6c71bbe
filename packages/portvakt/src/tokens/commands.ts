import { type AccessToken, decodeToken } from '@portvakt/client';
import { Command } from 'commander';
import { textFrom } from '../input.ts';
import { type Out, type TestTokenOptions, tokenForTests, withTestTokenOptions } from './for-tests.ts';
import { type ClientOptions, clientOf, withClientOptions } from './settings.ts';

const print = (token: AccessToken, json: boolean | undefined): void => {
  const shown = { token: token.value, kind: token.kind, scopes: token.scopes, expiresAt: token.expiresAt };
  process.stdout.write(json ? `${JSON.stringify(shown)}\n` : `${token.value}\n`);
};

/** `portvakt token`: from Maskinporten, or with `--as` one for tests. */
export const tokenCommand = (out: Out = (text) => process.stdout.write(text)): Command =>
  withTestTokenOptions(withClientOptions(new Command('token').description('Get a token and print it')))
    .addHelpText(
      'after',
      '\nExamples:\n  portvakt token --client-id 7b1f… --key testklient --scope altinn:instances.read\n  portvakt token --as person --pid 01816010027\n  portvakt token --as organisation --org 310044423 --scopes altinn:instances.read\n',
    )
    .action(async (options: ClientOptions & Partial<Pick<TestTokenOptions, 'as'>> & Omit<TestTokenOptions, 'as'>) => {
      const { as } = options;
      if (as !== undefined) return tokenForTests({ ...options, as }, out);
      print(await (await clientOf(options)).getToken(), options.json);
    });

/** `portvakt exchange`. */
export const exchangeCommand = (): Command =>
  withClientOptions(new Command('exchange').description('Get an Altinn token and print it'))
    .option('--test-org', 'act as the test service owner ttd')
    .action(async (options: ClientOptions & { testOrg?: boolean }) =>
      print(await (await clientOf(options)).getAltinnToken(options.testOrg ? { testOrg: true } : {}), options.json),
    );

/** `portvakt inspect [token]`: the token may come on stdin, so that it need not stand in the shell's history. */
export const inspectCommand = (): Command =>
  new Command('inspect')
    .description('Show header and claims of a token; nothing is verified')
    .argument('[token]', 'the token; left out or "-" = read stdin')
    .option('--json', 'print JSON on one line')
    .action(async (token: string | undefined, options: { json?: boolean }) => {
      const text = (token === undefined || token === '-' ? await textFrom('-') : token).trim();
      const { header, claims, expiresAt } = decodeToken(text);
      const shown = { header, claims, ...(expiresAt ? { expiresAt, expired: expiresAt.getTime() < Date.now() } : {}) };
      process.stdout.write(`${options.json ? JSON.stringify(shown) : JSON.stringify(shown, null, 2)}\n`);
    });
