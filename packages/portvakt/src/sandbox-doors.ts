/** How commands reach the doors that only a sandbox has, `/sandbox/…`. */
import { Option } from 'commander';

/** `--url`: where the platform is; `PORTVAKT_URL` counts when it is left out. */
export const urlOption = (): Option =>
  new Option('--url <base>', 'base URL of the platform').env('PORTVAKT_URL').default('http://localhost:7070');

/** Asks a door of the sandbox. @param path below the base, without a slash at its start @throws with the platform's own explanation */
export async function askSandbox(url: string, path: string, init: RequestInit): Promise<Response> {
  const target = new URL(path, `${url.replace(/\/+$/, '')}/`);
  let response: Response;
  try {
    response = await fetch(target, init);
  } catch {
    throw new Error(`There is no platform at ${target.origin}: start one with "portvakt up", or give --url.`);
  }
  if (response.ok) return response;
  const { detail, title } = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
  const said = response.headers.get('www-authenticate') ?? '';
  throw new Error(
    `The platform answered ${response.status}: ${[detail ?? title, said].filter(Boolean).join(': ') || response.statusText}`,
  );
}
