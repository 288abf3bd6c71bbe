import { readFileSync } from 'node:fs';
import { check } from '../check.ts';
import { ConfigurationError } from '../errors.ts';
import type { KeySource } from '../keys.ts';
import { reloading } from '../reloading.ts';
import { chosen, parsed, signerFromJwk } from '../signer.ts';
import { bytesOf, stampOf } from './key-file.ts';
import { type LoadedSettings, maskinportenAt } from './settings.ts';
import { textOf as decoded } from './text.ts';

interface AppSettings {
  readonly authority: string;
  readonly clientId: string;
}

/**
 * Options from a file in the form that Altinn apps are configured with: `{"authority", "clientId", "jwk" | "jwkBase64"}`, alone or
 * under `MaskinportenSettings`. The key is read again when the file changes; a changed client id needs a new client. Scopes are
 * given beside it: `createMaskinportenClient({ ...fromSettingsFile(path), scopes })`. @throws ConfigurationError
 */
export function fromSettingsFile(path: string): LoadedSettings {
  check(path, 'the path of the settings', 'a path');
  const { authority, clientId } = settingsIn(textOf(path), path);
  return { environment: maskinportenAt(authority), clientId, key: keyIn(path), ignored: [], warnings: [] };
}

const keyIn = (path: string): KeySource =>
  reloading({
    stamp: () => stampOf(path),
    load: async () => {
      const { jwk, jwkBase64 } = sectionIn(decoded(await bytesOf(path)), path);
      if (typeof jwk === 'object' && jwk !== null)
        return signerFromJwk(chosen(jwk as Record<string, unknown>, undefined));
      if (typeof jwkBase64 === 'string') return signerFromJwk(chosen(parsed(jwkBase64), undefined));
      throw new ConfigurationError(`${path} has neither jwk nor jwkBase64`, { reason: 'file-malformed' });
    },
  });

function textOf(path: string): string {
  try {
    return decoded(readFileSync(path));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'failed';
    throw new ConfigurationError(`${path} cannot be read (${code})`, { cause: cause as Error, reason: 'file-missing' });
  }
}

/** The settings by their names in lower-case first letters. */
function sectionIn(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConfigurationError(`${path} is not JSON`, { reason: 'file-malformed' });
  }
  const object = (value ?? {}) as Record<string, unknown>;
  const section = (object['MaskinportenSettings'] ?? object) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(section).map(([name, content]) => [name.slice(0, 1).toLowerCase() + name.slice(1), content]),
  );
}

function settingsIn(text: string, path: string): AppSettings {
  const { authority, clientId } = sectionIn(text, path);
  for (const [name, value] of Object.entries({ authority, clientId }))
    if (typeof value !== 'string' || value === '')
      throw new ConfigurationError(`${path} lacks ${name}`, { reason: 'file-malformed' });
  return { authority: String(authority), clientId: String(clientId) };
}
