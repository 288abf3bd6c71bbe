import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Call, call, orWhenMissing } from './http.ts';
import { segment } from './path.ts';
import type { Client, ClientKey, Scope, ScopeAccess, TokenRequest, UsableScope } from './types.ts';

const V1 = '/selvbetjening/api/v1';
const V2 = '/selvbetjening/api/v2';

/** What a person fills in about a client. */
export interface ClientForm {
  readonly name: string;
  readonly description: string;
  /** Seconds. */
  readonly lifetime: number;
  readonly scopes: readonly string[];
}

/** The body of POST and PUT: the form, and what is fixed for Maskinporten (maskinporten.md 7). */
export const clientBody = (form: ClientForm, before: Readonly<Record<string, unknown>> = {}) => ({
  ...before,
  client_name: form.name,
  description: form.description,
  access_token_lifetime: form.lifetime,
  scopes: form.scopes,
  ...FIXED,
});

export const FIXED = {
  integration_type: 'maskinporten',
  application_type: 'web',
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
} as const;

/** The organisation's clients, also those that are deactivated: what can be taken into use again must be found. */
export const useClients = (organization: string) =>
  useQuery({
    queryKey: ['clients', organization],
    queryFn: ({ signal }) => call<readonly Client[]>(`${V1}/clients?inactive=true`, { organization, signal }),
  });

export const useClient = (organization: string, clientId: string) =>
  useQuery({
    queryKey: ['client', organization, clientId],
    queryFn: ({ signal }) => call<Client>(`${V1}/clients/${segment(clientId)}`, { organization, signal }),
  });

/** The keys of a client. */
export const useKeys = (organization: string, clientId: string) =>
  useQuery({
    queryKey: ['keys', organization, clientId],
    queryFn: async ({ signal }) => {
      const path = `${V1}/clients/${segment(clientId)}/jwks`;
      return (await call<{ readonly keys: readonly ClientKey[] }>(path, { organization, signal })).keys;
    },
  });

/** Scopes that the organisation may use in Maskinporten clients. */
export const useUsableScopes = (organization: string) =>
  useQuery({
    queryKey: ['usable-scopes', organization],
    queryFn: ({ signal }) =>
      call<readonly UsableScope[]>(`${V1}/scopes/access/all?integration_type=maskinporten`, { organization, signal }),
  });

/** Every public scope for Maskinporten. */
export const usePublicScopes = () =>
  useQuery({
    queryKey: ['public-scopes'],
    queryFn: ({ signal }) => call<readonly Scope[]>(`${V1}/scopes/all?integration_type=maskinporten`, { signal }),
  });

export const usePrefixes = (organization: string) =>
  useQuery({
    queryKey: ['prefixes', organization],
    queryFn: async ({ signal }) =>
      orWhenMissing(call<readonly { readonly prefix: string }[]>(`${V1}/prefix`, { organization, signal }), []),
  });

/** The organisation's scopes, also those that are deactivated. */
export const useOwnScopes = (organization: string) =>
  useQuery({
    queryKey: ['own-scopes', organization],
    queryFn: ({ signal }) => call<readonly Scope[]>(`${V1}/scopes?inactive=true`, { organization, signal }),
  });

export const useOwnScope = (organization: string, scope: string) =>
  useQuery({
    queryKey: ['own-scope', organization, scope],
    queryFn: ({ signal }) =>
      call<Scope>(`${V1}/scopes/scope?scope=${encodeURIComponent(scope)}`, { organization, signal }),
  });

export const useAccesses = (organization: string, scope: string) =>
  useQuery({
    queryKey: ['accesses', organization, scope],
    queryFn: ({ signal }) =>
      call<readonly ScopeAccess[]>(`${V1}/scopes/access?scope=${encodeURIComponent(scope)}`, { organization, signal }),
  });

/** The name of an organisation; undefined when the register does not know the number. */
export const organizationName = async (number: string, organization: string): Promise<string | undefined> =>
  (await orWhenMissing(call<{ name: string }>(`${V1}/organizations/${segment(number)}`, { organization }), undefined))
    ?.name;

export const useOrganizationName = (number: string, organization: string) =>
  useQuery({
    queryKey: ['organization-name', number],
    queryFn: async () => (await organizationName(number, organization)) ?? null,
    enabled: number !== '',
  });

/** The developer's log; null where the platform keeps none (it is the sandbox's). */
export const useTokenRequests = (organization: string, clientId: string) =>
  useQuery({
    queryKey: ['token-requests', organization, clientId],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call<readonly TokenRequest[]>(`/sandbox/token-requests?client_id=${encodeURIComponent(clientId)}`, {
          organization,
          signal,
        }),
        null,
      ),
  });

/** A change at the self-service API; afterwards what was read under these keys is read anew. */
function useChange<In, Out>(change: (input: In) => Promise<Out>, ...stale: readonly string[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all(stale.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

const send = <T>(path: string, method: 'POST' | 'PUT' | 'DELETE', organization: string, body: Call = {}) =>
  call<T>(path, { ...body, method, organization });

export const useCreateClient = (organization: string) =>
  useChange(
    (form: ClientForm) => send<Client>(`${V1}/clients`, 'POST', organization, { json: clientBody(form) }),
    'clients',
  );

/** Members that the API sets itself: they may not be sent back. */
const READ_ONLY: ReadonlySet<string> = new Set(['created', 'last_updated', 'supplier_orgno', 'jwks_uri']);

export const useChangeClient = (organization: string) =>
  useChange(
    ({ client, form, active = client.active }: { client: Client; form: ClientForm; active?: boolean }) => {
      const kept = Object.fromEntries(Object.entries(client).filter(([field]) => !READ_ONLY.has(field)));
      const path = `${V1}/clients/${segment(client.client_id)}`;
      return send<Client>(path, 'PUT', organization, { json: clientBody(form, { ...kept, active }) });
    },
    'clients',
    'client',
  );

export const useDeleteClient = (organization: string) =>
  useChange(
    (clientId: string) => send<unknown>(`${V1}/clients/${segment(clientId)}`, 'DELETE', organization),
    'clients',
    'client',
  );

/** Sets the whole set of a client that has none: all of them or none is stored. */
export const postKeySet = (organization: string, clientId: string, keys: readonly unknown[]) =>
  send<unknown>(`${V1}/clients/${segment(clientId)}/jwks`, 'POST', organization, { json: { keys } });

/** Adds one key to those that are there. */
export const postKey = (organization: string, clientId: string, text: string) =>
  send<ClientKey>(`${V2}/clients/${segment(clientId)}/key`, 'POST', organization, { text });

export const useDeleteKey = (organization: string, clientId: string) =>
  useChange(
    (kid: string) => send<unknown>(`${V1}/clients/${segment(clientId)}/jwks/${segment(kid)}`, 'DELETE', organization),
    'keys',
  );

export const useCreateScope = (organization: string) =>
  useChange(
    (json: Readonly<Record<string, unknown>>) => send<Scope>(`${V1}/scopes`, 'POST', organization, { json }),
    'own-scopes',
  );

export const useChangeScope = (organization: string, scope: string) =>
  useChange(
    (json: Readonly<Record<string, unknown>>) =>
      send<Scope>(`${V1}/scopes?scope=${encodeURIComponent(scope)}`, 'PUT', organization, { json }),
    'own-scopes',
    'own-scope',
  );

export const useDeactivateScope = (organization: string, scope: string) =>
  useChange(
    () => send<unknown>(`${V1}/scopes?scope=${encodeURIComponent(scope)}`, 'DELETE', organization),
    'own-scopes',
    'own-scope',
  );

export const useGiveAccess = (organization: string, scope: string) =>
  useChange(
    (number: string) =>
      send<ScopeAccess>(
        `${V1}/scopes/access/${segment(number)}?scope=${encodeURIComponent(scope)}`,
        'PUT',
        organization,
      ),
    'accesses',
  );

export const useTakeAccess = (organization: string, scope: string) =>
  useChange(
    (number: string) =>
      send<unknown>(
        `${V1}/scopes/access/${segment(number)}?scope=${encodeURIComponent(scope)}`,
        'DELETE',
        organization,
      ),
    'accesses',
  );

/** The issuer through which access to scopes is delegated: Altinn, the first of the sources. */
export const useDelegationSource = (organization: string) =>
  useQuery({
    queryKey: ['delegation-sources', organization],
    queryFn: async ({ signal }) => {
      const sources = await call<readonly { readonly issuer: string }[]>(`${V1}/delegationsources`, {
        organization,
        signal,
      });
      return sources[0]?.issuer ?? null;
    },
  });
