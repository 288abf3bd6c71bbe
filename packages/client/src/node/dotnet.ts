import { check } from '../check.ts';
import { ConfigurationError } from '../errors.ts';
import type { KeySource } from '../keys.ts';
import { jwk } from '../keys.ts';
import type { AltinnOptions } from '../request.ts';
import { pkcs12 } from './pkcs12.ts';
import {
  altinnNamed,
  booleanOf,
  debugHooks,
  environmentNamed,
  given,
  type LoadedSettings,
  type Request,
  requireText,
} from './settings.ts';

/** The settings of the .NET client (client-library.md 3), in lower case. */
const NAMES = [
  'clientId',
  'scope',
  'resource',
  'environment',
  'encodedJwk',
  'kid',
  'encodedX509',
  'certificatePkcs12Path',
  'certificatePkcs12Password',
  'certificateStoreThumbprint',
  'consumerOrgNo',
  'exhangeToAltinnToken',
  'exchangeToAltinnToken',
  'tokenExchangeEnvironment',
  'useAltinnTestOrg',
  'enterpriseUserName',
  'enterpriseUserPassword',
  'overwriteAuthorizationHeader',
  'enableDebugLogging',
] as const;
type Name = (typeof NAMES)[number];
const KNOWN = new Map<string, Name>(NAMES.map((name) => [name.toLowerCase(), name]));

export type DotnetSection = { readonly [K in Name]?: string };

/** The texts of a section by their proper names, and the names that are not known. */
export function readSection(json: Readonly<Record<string, unknown>>): { section: DotnetSection; ignored: string[] } {
  check(json, 'the section of settings', 'an object');
  const section: { [K in Name]?: string } = {};
  const ignored: string[] = [];
  for (const [name, value] of Object.entries(json)) {
    const proper = KNOWN.get(name.toLowerCase());
    if (!proper) ignored.push(name);
    else if (!['string', 'number', 'boolean', 'undefined'].includes(typeof value) && value !== null)
      throw new ConfigurationError(`${proper} is of the type ${typeof value}`, { hint: 'Give a text' });
    else if (value !== null && value !== undefined && String(value).trim() !== '') section[proper] = String(value);
  }
  return { section, ignored };
}

/**
 * Takes the section of settings that the .NET client is configured with, usually `MaskinportenSettings`; names in any case, both
 * spellings of `ExhangeToAltinnToken`. No file or network is touched until a token is asked for. @throws ConfigurationError
 */
export function fromDotnetSettings(json: Readonly<Record<string, unknown>>): LoadedSettings {
  const { section, ignored } = readSection(json);
  const warnings: string[] = [];
  const altinn = altinnOf(section);
  const overwrite = booleanOf(section.overwriteAuthorizationHeader, 'OverwriteAuthorizationHeader');
  const debug = booleanOf(section.enableDebugLogging, 'EnableDebugLogging');
  return {
    ...(section.environment === undefined
      ? {}
      : {
          environment: environmentNamed(section.environment, 'Environment', (text) => warnings.push(text), undefined),
        }),
    clientId: requireText(section.clientId, 'ClientId', 'ClientId', 'client-id-missing'),
    key: keyOf(section),
    ...requestOf(section),
    ...(altinn === undefined ? {} : { altinn }),
    ...(debug ? { hooks: debugHooks } : {}),
    ...(overwrite === undefined ? {} : { attach: { overwrite } }),
    ignored,
    warnings,
  };
}

export const requestOf = (section: DotnetSection): Request =>
  given<Request>({ scopes: section.scope, resource: section.resource, consumerOrg: section.consumerOrgNo });

/** The key, of exactly one kind. @throws ConfigurationError naming the settings that contradict each other */
export function keyOf(section: DotnetSection): KeySource {
  const { encodedJwk, encodedX509, certificatePkcs12Path: file, certificateStoreThumbprint, kid } = section;
  const named = [
    encodedJwk && 'EncodedJwk',
    encodedX509 && 'EncodedX509',
    file && 'CertificatePkcs12Path',
    certificateStoreThumbprint && 'CertificateStoreThumbprint',
  ].filter(Boolean);
  if (named.length > 1)
    throw new ConfigurationError(`several keys are given: ${named.join(' and ')}`, {
      reason: 'keys-two',
      hint: 'Keep one',
    });
  const own = kid === undefined ? {} : { kid };
  if (encodedJwk) return jwk(encodedJwk, own);
  if (encodedX509) return pkcs12({ base64: encodedX509, password: '' });
  if (file) return pkcs12({ file, password: section.certificatePkcs12Password ?? '' });
  if (certificateStoreThumbprint)
    throw new ConfigurationError(
      'CertificateStoreThumbprint names a certificate in Windows’ store, which cannot be read here',
      {
        reason: 'windows-store',
        hint: 'Export it with its private key as a PFX file and set CertificatePkcs12Path and CertificatePkcs12Password',
      },
    );
  throw new ConfigurationError('the key is missing', {
    reason: 'key-missing',
    hint: 'Set EncodedJwk, EncodedX509 or CertificatePkcs12Path',
  });
}

/** An enterprise user implies the exchange, and outranks the flag. */
export function altinnOf(section: DotnetSection, local?: string): boolean | AltinnOptions | undefined {
  const { tokenExchangeEnvironment: environment, enterpriseUserName: name, enterpriseUserPassword: password } = section;
  const flag = booleanOf(section.exchangeToAltinnToken ?? section.exhangeToAltinnToken, 'ExhangeToAltinnToken');
  const options = given<AltinnOptions>({
    environment: environment === undefined ? undefined : altinnNamed(environment, 'TokenExchangeEnvironment', local),
    testOrg: booleanOf(section.useAltinnTestOrg, 'UseAltinnTestOrg'),
    enterpriseUser: name === undefined ? undefined : { name, password: password ?? '' },
  });
  if (!flag && name === undefined) return flag;
  return Object.keys(options).length === 0 ? true : options;
}
