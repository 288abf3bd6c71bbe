/**
 * Denials that may be asked about (AuthZEN Access Request and Approval Profile 1.0, draft of 29 April 2026). Nothing of them is kept: a denial
 * carries what proves it, and what proves it ends soon.
 */
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../foundation/index.ts';
import { type Evaluation, isObject, type Json } from './model.ts';

/** How long a denial may be asked about. */
const BINDING_MS = 10 * 60_000;
const PART = /^([\w-]{1,300})\.([\w-]{43})$/;

export interface DenialsDeps {
  /** The same on every node. */
  readonly key: () => Promise<Buffer>;
  readonly clock: Clock;
}

/** What a submission says of the denial that it is about. */
export type Binding = 'bound' | 'expired' | 'unbound';

export class Denials {
  readonly #deps: DenialsDeps;

  constructor(deps: DenialsDeps) {
    this.#deps = deps;
  }

  /** Members of the decision's context that let its denial be asked about at the endpoint. */
  async invitation(evaluation: Evaluation, endpoint: string): Promise<Json> {
    const now = this.#deps.clock.now();
    const [evaluation_id, ends] = [randomUUID(), now + BINDING_MS];
    const body = Buffer.from(JSON.stringify([evaluation_id, ends, digestOf(evaluation)])).toString('base64url');
    return {
      evaluation_id,
      evaluated_at: new Date(now).toISOString(),
      access_request: {
        endpoint,
        expires_at: new Date(ends).toISOString(),
        binding_token: `${body}.${(await this.#mac(body)).toString('base64url')}`,
      },
    };
  }

  /** Whether what is asked for is what was denied, a short while ago. @param denial as it was sent */
  async binding(evaluation: Evaluation, denial: unknown): Promise<Binding> {
    if (!isObject(denial)) return 'unbound';
    const { binding_token: token, evaluation_id: id, expires_at: told } = denial;
    const [, body = '', mac = ''] = (typeof token === 'string' && PART.exec(token)) || [];
    if (body === '' || !timingSafeEqual(Buffer.from(mac, 'base64url'), await this.#mac(body))) return 'unbound';
    const [sealed, ends, digest] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, number, string];
    if (digest !== digestOf(evaluation) || (id !== undefined && id !== sealed)) return 'unbound';
    const said = typeof told === 'string' ? Date.parse(told) : Number.NaN;
    if (Number.isNaN(said)) return 'unbound';
    return this.#deps.clock.now() > Math.min(ends, said) ? 'expired' : 'bound';
  }

  async #mac(body: string): Promise<Buffer> {
    return createHmac('sha256', await this.#deps.key())
      .update(`denial\n${body}`)
      .digest();
  }
}

/** Of subject, action and resource: the context takes no part. Members in another order are the same. */
const digestOf = ({ subject, action, resource }: Evaluation): string => digest([subject, action, resource]);

/** Of any JSON, whatever the order of its members. */
export const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, inOrder)).digest('base64url');

const inOrder = (_: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;
