import {
  type AltinnEnvironmentName,
  altinnPlatform,
  type Environment,
  type EnvironmentName,
  resolveEnvironment,
} from './environments.ts';
import { ConfigurationError } from './errors.ts';

/** Which of Altinn's platforms is asked. Neither given: the one at `PORTVAKT_URL`; the real ones are reached by name or address only. */
export interface PlatformOptions {
  /** Its base URL. */
  readonly platform?: string | undefined;
  /** As a client's: `test` is the platform of TT02. In place of `platform`. */
  readonly environment?: EnvironmentName | AltinnEnvironmentName | Environment | undefined;
}

/** The base URL, without a slash at its end. @throws ConfigurationError */
export function platformOf({ platform, environment }: PlatformOptions): string {
  if (platform !== undefined && environment !== undefined)
    throw new ConfigurationError('platform and environment are both given', { hint: 'Give one' });
  if (platform !== undefined) return platform.replace(/\/+$/, '');
  const name = environment === 'test' ? 'tt02' : environment;
  if (typeof name === 'string' && name !== 'prod' && name !== 'local') return altinnPlatform(name);
  const { altinnPlatform: found } = resolveEnvironment(name);
  if (found === undefined)
    throw new ConfigurationError('the environment names no altinnPlatform', { hint: 'Give it, or platform' });
  return found.replace(/\/+$/, '');
}
