import { type HttpBrowser, logIn } from '@portvakt/platform/testing';
import { expect } from './narrator.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A person in the portal: the same requests as its pages send, with the session's cookies. */
export class PortalSession {
  readonly #base: string;
  readonly #browser: HttpBrowser;
  readonly #organization: string;

  private constructor(base: string, browser: HttpBrowser, organization: string) {
    this.#base = base;
    this.#browser = browser;
    this.#organization = organization;
  }

  /** Logs in through the test ID-porten and chooses an organisation to act for. */
  static async open(base: string, person: string, organization: string): Promise<PortalSession> {
    const { browser, page } = await logIn(base, person);
    expect(
      page.status < 500 && browser.cookie('AltinnStudioRuntime') !== undefined,
      `the login of ${person} gave no session (${page.status} at ${page.url.pathname})`,
    );
    return new PortalSession(base, browser, organization);
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers: Record<string, string> = {
      'x-portvakt-organization': this.#organization,
      origin: this.#base,
      accept: 'application/json',
    };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const page = await this.#browser.step(new URL(path, this.#base), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: page.status, body: page.body === '' ? undefined : parsed(page.body) };
  }

  /** As `send`, and anything but a 2xx ends the journey. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send(method, path, body);
    expect(
      answer.status >= 200 && answer.status < 300,
      `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
    );
    return answer.body as T;
  }

  /** Makes a Maskinporten client with the public keys of an altinn-jwks export. */
  async createClient(
    name: string,
    scopes: readonly string[],
    keys: readonly object[],
  ): Promise<{ clientId: string; keys: readonly { kid: string; exp: number }[] }> {
    const client = await this.must<{ client_id: string }>('POST', '/selvbetjening/api/v1/clients', {
      integration_type: 'maskinporten',
      application_type: 'web',
      client_name: name,
      description: `${name} (sandbox)`,
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
      scopes,
    });
    const set = await this.must<{ keys: { kid: string; exp: number }[] }>(
      'POST',
      `/selvbetjening/api/v1/clients/${client.client_id}/jwks`,
      { keys },
    );
    return { clientId: client.client_id, keys: set.keys };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
