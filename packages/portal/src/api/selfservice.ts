import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import { call, orWhenMissing } from './http.ts';
import type { Client, NewClient, NewKey, NewScope } from './types.ts';

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
export const clientBody = (form: ClientForm, before: Partial<NewClient> = {}) => ({
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
export const clientsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['clients', organization],
    queryFn: ({ signal }) => call(`GET ${V1}/clients`, { query: { inactive: true }, organization, signal }),
  });

export const useClients = (organization: string) => useQuery(clientsQuery(organization));

export const clientQuery = (organization: string, clientId: string) =>
  queryOptions({
    queryKey: ['client', organization, clientId],
    queryFn: ({ signal }) => call(`GET ${V1}/clients/{id}`, { params: { id: clientId }, organization, signal }),
  });

export const useClient = (organization: string, clientId: string, isAsked = true) =>
  useQuery({ ...clientQuery(organization, clientId), enabled: isAsked });

/** The keys of a client. */
export const useKeys = (organization: string, clientId: string) =>
  useQuery({
    queryKey: ['keys', organization, clientId],
    queryFn: async ({ signal }) =>
      (await call(`GET ${V1}/clients/{id}/jwks`, { params: { id: clientId }, organization, signal })).keys,
  });

/** Scopes that the organisation may use in Maskinporten clients. */
export const useUsableScopes = (organization: string) =>
  useQuery({
    queryKey: ['usable-scopes', organization],
    queryFn: ({ signal }) =>
      call(`GET ${V1}/scopes/access/all`, { query: { integration_type: 'maskinporten' }, organization, signal }),
  });

/** Every public scope for Maskinporten. */
export const usePublicScopes = () =>
  useQuery({
    queryKey: ['public-scopes'],
    queryFn: ({ signal }) => call(`GET ${V1}/scopes/all`, { query: { integration_type: 'maskinporten' }, signal }),
  });

export const prefixesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['prefixes', organization],
    queryFn: async ({ signal }) => orWhenMissing(call(`GET ${V1}/prefix`, { organization, signal }), []),
  });

export const usePrefixes = (organization: string) => useQuery(prefixesQuery(organization));

/** The organisation's scopes, also those that are deactivated. */
export const ownScopesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['own-scopes', organization],
    queryFn: ({ signal }) => call(`GET ${V1}/scopes`, { query: { inactive: true }, organization, signal }),
  });

export const useOwnScopes = (organization: string) => useQuery(ownScopesQuery(organization));

export const useOwnScope = (organization: string, scope: string) =>
  useQuery({
    queryKey: ['own-scope', organization, scope],
    queryFn: ({ signal }) => call(`GET ${V1}/scopes/scope`, { query: { scope }, organization, signal }),
  });

export const useAccesses = (organization: string, scope: string) =>
  useQuery({
    queryKey: ['accesses', organization, scope],
    queryFn: ({ signal }) => call(`GET ${V1}/scopes/access`, { query: { scope }, organization, signal }),
  });

/** The name of an organisation; undefined when the register does not know the number. */
export const organizationName = async (number: string, organization: string): Promise<string | undefined> =>
  (await orWhenMissing(call(`GET ${V1}/organizations/{orgnr}`, { params: { orgnr: number }, organization }), undefined))
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
        call('GET /sandbox/token-requests', { query: { client_id: clientId }, organization, signal }),
        null,
      ),
  });

/** A change at the self-service API; afterwards nothing that was read under these keys is shown any more. */
function useChange<In, Out>(change: (input: In) => Promise<Out>, ...stale: readonly string[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => readAnew(queries, ...stale.map((key) => [key])),
  });
}

export const useCreateClient = (organization: string) =>
  useChange((form: ClientForm) => call(`POST ${V1}/clients`, { body: clientBody(form), organization }), 'clients');

export const useChangeClient = (organization: string) =>
  useChange(
    ({ client, form, active = client.active }: { client: Client; form: ClientForm; active?: boolean }) => {
      // What the API sets itself may not be sent back.
      const { created, last_updated, supplier_orgno, ...kept } = client;
      const body = clientBody(form, { ...kept, active });
      return call(`PUT ${V1}/clients/{id}`, { params: { id: client.client_id }, body, organization });
    },
    'clients',
    'client',
  );

export const useDeleteClient = (organization: string) =>
  useChange(
    (clientId: string) => call(`DELETE ${V1}/clients/{id}`, { params: { id: clientId }, organization }),
    'clients',
    'client',
  );

/** Sets the whole set of a client that has none: all of them or none is stored. */
export const postKeySet = (organization: string, clientId: string, keys: readonly Pick<NewKey, 'kid'>[]) =>
  // As they were pasted: what else a key must have is for the API to judge.
  call(`POST ${V1}/clients/{id}/jwks`, {
    params: { id: clientId },
    body: { keys: keys as readonly NewKey[] },
    organization,
  });

/** Adds one key to those that are there. */
export const postKey = (organization: string, clientId: string, text: string) =>
  call(`POST ${V2}/clients/{id}/key`, { params: { id: clientId }, body: text, organization });

export const useDeleteKey = (organization: string, clientId: string) =>
  useChange(
    (kid: string) => call(`DELETE ${V1}/clients/{id}/jwks/{kid}`, { params: { id: clientId, kid }, organization }),
    'keys',
  );

export const useCreateScope = (organization: string) =>
  useChange((body: NewScope) => call(`POST ${V1}/scopes`, { body, organization }), 'own-scopes');

export const useChangeScope = (organization: string, scope: string) =>
  useChange(
    (body: NewScope) => call(`PUT ${V1}/scopes`, { query: { scope }, body, organization }),
    'own-scopes',
    'own-scope',
  );

export const useDeactivateScope = (organization: string, scope: string) =>
  useChange(() => call(`DELETE ${V1}/scopes`, { query: { scope }, organization }), 'own-scopes', 'own-scope');

export const useGiveAccess = (organization: string, scope: string) =>
  useChange(
    (number: string) =>
      call(`PUT ${V1}/scopes/access/{consumer}`, { params: { consumer: number }, query: { scope }, organization }),
    'accesses',
    'scope-use',
  );

export const useTakeAccess = (organization: string, scope: string) =>
  useChange(
    (number: string) =>
      call(`DELETE ${V1}/scopes/access/{consumer}`, { params: { consumer: number }, query: { scope }, organization }),
    'accesses',
    'scope-use',
  );

/** The issuer through which access to scopes is delegated: Altinn, the first of the sources. */
export const useDelegationSource = (organization: string) =>
  useQuery({
    queryKey: ['delegation-sources', organization],
    queryFn: async ({ signal }) => {
      const sources = await call(`GET ${V1}/delegationsources`, { organization, signal });
      return sources[0]?.issuer ?? null;
    },
  });
