/** Real Altinn apps in the sandbox: which there are, and those that are brought in from their own folders. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const PATH = '/sandbox/apps';

export type SandboxApp = Immutable<platform.SandboxApp>;
export type AppFinding = Immutable<platform.AppFinding>;
/** Texts by their path in the folder. */
export type AppFiles = Readonly<Record<string, string>>;

export const useApps = () => useQuery({ queryKey: ['apps'], queryFn: ({ signal }) => call(`GET ${PATH}`, { signal }) });

function useChange<In, Out>(change: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => readAnew(queries, ['apps']) });
}

/** Checks an app, and brings it in when TT02 would take it. @returns the app, or what is wrong with it */
export const useAddApp = () =>
  useChange(async (files: AppFiles) => {
    const checked = await call(`POST ${PATH}/check`, { body: { files } });
    return checked.id === undefined ? checked : call(`POST ${PATH}`, { body: { files } });
  });

export const useRemoveApp = () =>
  useChange((id: string) => {
    const [org = '', app = ''] = id.split('/');
    return call(`DELETE ${PATH}/{org}/{app}`, { params: { org, app } });
  });
