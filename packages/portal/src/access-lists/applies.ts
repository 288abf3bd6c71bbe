import type { useResources } from '../api/authorization.ts';

/** Whether a resource takes its access lists into account: that is switched on by who owns it. */
export const appliesTo = (resources: NonNullable<ReturnType<typeof useResources>['data']>, id: string): boolean =>
  resources.find(({ identifier }) => identifier === id)?.accessListMode === 'Enabled';
