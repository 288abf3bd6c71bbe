/** How commands reach the doors that only a sandbox has, `/sandbox/…`. */
import { strangeAnswer, unreached } from 'altinn-jwks/command';
import { Option } from 'commander';

/** `--url`: where the platform is; `PORTVAKT_URL` counts when it is left out. */
export const urlOption = (): Option =>
  new Option('--url <base>', 'base URL of the platform').env('PORTVAKT_URL').default('http://localhost:7070');

/** Where a door of the sandbox is. @param path below the base, without a slash at its start @throws Error when the base is no URL */
export function doorAt(url: string, path: string): URL {
  const base = `${url.replace(/\/+$/, '')}/`;
  if (/^https?:/.test(base) && URL.canParse(path, base)) return new URL(path, base);
  throw new Error('--url (or PORTVAKT_URL) must be a base URL such as http://localhost:7070.');
}

/** Asks a door of the sandbox. @param path below the base, without a slash at its start @throws with the platform's own explanation */
export async function askSandbox(url: string, path: string, init: RequestInit): Promise<Response> {
  const target = doorAt(url, path);
  let response: Response;
  try {
    response = await whole(await fetch(target, init));
  } catch (cause) {
    throw new Error(unreached(target.origin, cause), { cause });
  }
  // A proxy's page has any status.
  const page = await response.clone().text();
  if (page.trimStart().startsWith('<')) throw new Error(strangeAnswer(target.origin, response.status, page));
  if (response.ok) return response;
  const { detail, title } = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
  const said = response.headers.get('www-authenticate') ?? '';
  throw new Error(
    `The platform answered ${response.status}: ${[detail ?? title, said].filter(Boolean).join(': ') || response.statusText}`,
  );
}

/** The answer, read to its end: what breaks off on the way is no answer. */
async function whole(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const bytes = await response.arrayBuffer();
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers });
}
