import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { check, checkOptional } from '../check.ts';
import { contradictionsIn, leftoversIn, misplacedSecrets, secretsIn } from '../doctor/contradictions.ts';
import type { CertificateLife, FoundConfiguration, Remark } from '../doctor/model.ts';
import { isPrivateKey } from '../doctor/redact.ts';
import { localEnvironment } from '../environments.ts';
import { ConfigurationError, KeyError } from '../errors.ts';
import { fromDotnetSettings } from './dotnet.ts';
import { fromEnv } from './environment.ts';
import type { LoadedSettings } from './settings.ts';
import { fromSettingsFile } from './settings-file.ts';
import { textOf } from './text.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where a configuration is looked for. */
export interface ConfigurationPlaces {
  /** Default `process.env`. */
  readonly env?: Variables;
  /** `appsettings.json` of the .NET library, or an app's settings file. Left out: the variables, else `appsettings.json` in the folder. */
  readonly file?: string;
  /** Default the working directory. */
  readonly folder?: string;
  /** Only variables are read, whatever lies in the folder. */
  readonly onlyEnv?: boolean;
}

const SETTING = /^(?:MASKINPORTEN_(?:CLIENT_ID|CLIENT_JWK|SCOPES?|KEY_FILE)$|MaskinportenSettings(?:__|:))/i;

/** Finds the configuration that a program here would have, and what is odd about it. Reads files and variables, and no network; what is wrong in them is told in what it gives. @throws ConfigurationError for places of another kind */
export function findConfiguration(places: ConfigurationPlaces = {}): FoundConfiguration {
  check(places, 'places', 'an object');
  checkOptional(places, 'places', { env: 'an object', file: 'a path', folder: 'a path', onlyEnv: 'true or false' });
  const env = Object.fromEntries(
    Object.entries(places.env ?? process.env).filter(([, value]) => typeof value === 'string'),
  );
  const standard = join(places.folder ?? process.cwd(), 'appsettings.json');
  const hasVariables = Object.entries(env).some(([name, value]) => value && SETTING.test(name));
  const file = places.file ?? (!places.onlyEnv && !hasVariables && existsSync(standard) ? standard : undefined);
  const values = file === undefined ? {} : valuesOf(file);
  const remarks = [
    ...leftoversIn(file === undefined ? env : dotnetNames(values)),
    ...contradictionsIn(env),
    ...misplacedSecrets(env),
    ...openFiles(env, file, values),
  ];
  const secrets = [...secretsIn(env), ...secretsIn(values)];
  const from = file ?? 'environment variables';
  const files = [...(file === undefined ? [] : [file]), ...keyFilesIn(env), ...keyFilesIn(dotnetNames(values))];
  try {
    if (file === undefined && !hasVariables)
      throw new ConfigurationError('no configuration is found here', { reason: 'configuration-missing' });
    const loaded = file === undefined ? fromEnv(env) : fromFile(file, env);
    const { ignored, warnings, attach: _attach, ...settings } = loaded;
    const unknown = ignored.map((name) => `${name} is not known`);
    return { from, settings, remarks, warnings: [...unknown, ...warnings], secrets, files };
  } catch (error) {
    return { from, error, remarks, warnings: [], secrets, files };
  }
}

/** What the runtime of a settings file takes besides JSON: comments, and commas at the end of a list. */
const lenient = (text: string): string =>
  text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, quoted?: string) => quoted ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, quoted?: string) => quoted ?? '');

const whyNot = (text: string): string => {
  if (text.trim() === '') return 'it is empty';
  // What no encoding of text has.
  return /[\0\uFFFD]/.test(text) ? 'it is no text, or not in UTF-8' : 'cut off, or a comma or quote too many';
};

/** The first name that an object has twice, in whatever case: .NET refuses such a file, and here only the last would count. */
function repeated(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, name] of json.matchAll(/"((?:[^"\\]|\\.)*)"(?=\s*:)|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (name !== undefined && open.at(-1)?.has(name.toLowerCase())) return name;
    else if (name !== undefined) open.at(-1)?.add(name.toLowerCase());
  }
  return undefined;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws ConfigurationError */
function jsonOf(file: string): Json {
  let text: string;
  try {
    text = textOf(readFileSync(file));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'failed';
    throw new ConfigurationError(`${file} cannot be read (${code})`, { cause: cause as Error, reason: 'file-missing' });
  }
  let value: unknown;
  try {
    value = JSON.parse(lenient(text));
  } catch {
    throw new ConfigurationError(`${file} is not JSON: ${whyNot(text)}`, {
      reason: 'file-malformed',
    });
  }
  const name = repeated(lenient(text));
  if (name !== undefined)
    throw new ConfigurationError(
      `${file} has ${JSON.stringify(name.slice(0, 60))} twice in one place: .NET refuses that, so keep one of them`,
      {
        reason: 'file-malformed',
      },
    );
  if (isObject(value)) return value;
  throw new ConfigurationError(`${file} is not JSON of an object`, { reason: 'file-malformed' });
}

/** The section of Maskinporten's settings: by its usual name, the first that has a client id, or the file itself. */
function sectionOf(json: Json): Json {
  const usual = json['MaskinportenSettings'];
  if (isObject(usual)) return usual;
  const named = Object.values(json).find((one): one is Json => isObject(one) && has(one, 'clientid'));
  return named ?? json;
}

const has = (object: Json, name: string): boolean => Object.keys(object).some((key) => key.toLowerCase() === name);

const dotnetNames = (values: Variables): Variables =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`MaskinportenSettings__${name}`, value]));

/** @throws ConfigurationError */
function fromFile(file: string, env: Variables): LoadedSettings {
  const section = sectionOf(jsonOf(file));
  if (has(section, 'authority')) return beside(fromSettingsFile(file), env);
  // Variables go before the file, as they do for the library whose form it is.
  const over = Object.entries(env).flatMap(([name, value]) => {
    const [, setting] = /^MaskinportenSettings(?:__|:)(.+)$/i.exec(name) ?? [];
    return setting === undefined || !value ? [] : [[setting, value] as const];
  });
  const names = new Set(over.map(([name]) => name.toLowerCase()));
  const rest = Object.entries(section).filter(([name]) => !names.has(name.toLowerCase()));
  const loaded = fromDotnetSettings(Object.fromEntries([...rest, ...over]));
  const { environment } = loaded;
  const url = env['PORTVAKT_URL'];
  const isLocal = typeof environment === 'object' && environment.name === 'local';
  return beside(isLocal && url ? { ...loaded, environment: localEnvironment(url) } : loaded, env);
}

/** What such files have no setting for, and what they may leave out, from the variables. */
function beside(loaded: LoadedSettings, env: Variables): LoadedSettings {
  const {
    MASKINPORTEN_SCOPES: scopes,
    MASKINPORTEN_SYSTEM_USER_ORG: org,
    MASKINPORTEN_EXTERNAL_REF: externalRef,
  } = env;
  return {
    ...loaded,
    ...(loaded.scopes === undefined && scopes ? { scopes } : {}),
    ...(org ? { systemUser: { org, ...(externalRef ? { externalRef } : {}) } } : {}),
  };
}

/** The texts of a file by their names, for those who must know which are secret; nothing where it cannot be read. */
function valuesOf(file: string): Readonly<Record<string, string>> {
  try {
    const section = sectionOf(jsonOf(file));
    return Object.fromEntries(
      Object.entries(section).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
  } catch {
    return rawSecrets(file);
  }
}

/** Of a file that is no JSON: whatever stands in quotes and is long. */
function rawSecrets(file: string): Readonly<Record<string, string>> {
  try {
    const texts = textOf(readFileSync(file)).match(/[\w+/=-]{24,}/g) ?? [];
    return Object.fromEntries(texts.map((text, index) => [`${index} SECRET`, text]));
  } catch {
    return {};
  }
}

const KEY_FILES = [
  'MASKINPORTEN_KEY_FILE',
  'MASKINPORTEN_PRIVATE_KEY_PATH',
  'MASKINPORTEN_PKCS12_FILE',
  'MASKINPORTEN_KEYSTORE_PATH',
  'MaskinportenSettings__CertificatePkcs12Path',
];
const OTHERS_MAY_READ = 0o044;

/** The key files that variables name. */
const keyFilesIn = (env: Variables): readonly string[] => KEY_FILES.flatMap((name) => env[name] || []);

/** Files with secrets that others on this machine may read; Windows has no such modes. */
function openFiles(env: Variables, file: string | undefined, values: Variables): readonly Remark[] {
  if (process.platform === 'win32') return [];
  const holds = Object.entries(values).some(
    ([name, value]) => value && (/password|encodedx509/i.test(name) || isPrivateKey(value)),
  );
  const files = [...keyFilesIn(env), values['CertificatePkcs12Path'], holds ? file : undefined];
  return files.flatMap((path): Remark[] => {
    if (!path) return [];
    return modeOf(path) & OTHERS_MAY_READ ? [{ cause: 'secret-in-open-file', state: 'WARN', seen: path }] : [];
  });
}

/** 0 where there is no such file, or its name can be none. */
function modeOf(path: string): number {
  try {
    return statSync(path).mode;
  } catch {
    return 0;
  }
}

/** When a certificate is valid, and whose it is. @param der in base64. @throws ConfigurationError, KeyError */
export function certificateLife(der: string): CertificateLife {
  check(der, 'the certificate', 'a text');
  const { subject, validFrom, validTo } = opened(der);
  const name = /(?:^|\n)CN=([^\n]+)/.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
  return { subject: name.slice(0, 100), from: new Date(validFrom), until: new Date(validTo) };
}

function opened(der: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(der, 'base64'));
  } catch (cause) {
    throw new KeyError('the certificate cannot be read', { cause });
  }
}
