/** The operator's API of a platform of one's own, as far as a set-up needs it. */
import { ApiError, call, type Door, isObject } from '../self-service/http.ts';
import type { Fields } from './model.ts';

/** Methods reject with `ApiError`. */
export interface OperatorApi {
  /** Undefined when the register does not have it. */
  organization(number: string): Promise<Fields | undefined>;
  /** What the fields leave out stays as it is. */
  putOrganization(number: string, fields: Fields): Promise<void>;
}

/** @param platform without a trailing slash. @param token a Maskinporten token of the organisation that operates the platform */
export function createOperatorApi(platform: string, token: () => Promise<string>): OperatorApi {
  const door: Door = { base: platform, token };
  const one = (number: string) => {
    if (/^\d{9}$/.test(number)) return `/operator/api/v1/organizations/${number}`;
    throw new ApiError(`${JSON.stringify(number.slice(0, 20))} is no organisation number.`, 0);
  };
  return {
    async organization(number) {
      const { status, body } = await call(door, 'GET', one(number), { also: [404] });
      if (status === 404) return undefined;
      if (isObject(body)) return body;
      throw new ApiError('The platform answered without an organisation.', 0);
    },
    putOrganization: async (number, body) => void (await call(door, 'PUT', one(number), { body })),
  };
}
