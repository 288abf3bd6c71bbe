/** Altinn's resource registry, as far as a set-up needs it (altinn-pdp.md 12.1). */
import { ApiError, call, type Door, isObject } from '../self-service/http.ts';
import type { Fields } from './model.ts';

/** Reading is open to all. Methods reject with `ApiError`. */
export interface RegistryApi {
  /** Every resource that is no app. */
  list(): Promise<readonly Fields[]>;
  /** Undefined when there is none. */
  resource(id: string): Promise<Fields | undefined>;
  /** XACML XML; undefined when there is none. */
  policy(id: string): Promise<string | undefined>;
  create(resource: object): Promise<void>;
  /** Full replacement. */
  replace(id: string, resource: object): Promise<void>;
  putPolicy(id: string, xml: string): Promise<void>;
  delete(id: string): Promise<void>;
}

/** What a resource may be called. */
export const IDENTIFIER = /^[a-z0-9_-]{1,200}$/;

const BASE = '/resourceregistry/api/v1/resource';

/** @param platform without a trailing slash. @param token an Altinn token that may write resources */
export function createRegistryApi(
  platform: string,
  token: () => Promise<string>,
  more: Pick<Door, 'fetch'> = {},
): RegistryApi {
  const open: Door = { base: platform, ...more };
  const door: Door = { ...open, token };
  const one = (id: string) => {
    if (IDENTIFIER.test(id)) return `${BASE}/${id}`;
    throw new ApiError(`${JSON.stringify(id.slice(0, 120))} is no identifier of a resource.`, 0);
  };
  return {
    async list() {
      const { body } = await call(open, 'GET', `${BASE}/resourcelist?includeApps=false&includeMigratedApps=false`);
      if (!Array.isArray(body)) throw new ApiError('The resource registry answered without a list.', 0);
      return body.filter(isObject);
    },
    async resource(id) {
      const { status, body } = await call(open, 'GET', one(id), { also: [404] });
      if (status === 404) return undefined;
      if (isObject(body)) return body;
      throw new ApiError('The resource registry answered without a resource.', 0);
    },
    async policy(id) {
      const { status, text } = await call(open, 'GET', `${one(id)}/policy`, { also: [404] });
      return status === 404 || text.trim() === '' ? undefined : text;
    },
    create: async (body) => void (await call(door, 'POST', BASE, { body })),
    replace: async (id, body) => void (await call(door, 'PUT', one(id), { body })),
    async putPolicy(id, xml) {
      const form = new FormData();
      form.append('policyFile', new Blob([xml], { type: 'application/xml' }), 'policy.xml');
      await call(door, 'POST', `${one(id)}/policy`, { body: form });
    },
    delete: async (id) => void (await call(door, 'DELETE', one(id))),
  };
}
