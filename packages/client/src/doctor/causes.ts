import { ALTINN_CAUSES } from './causes-altinn.ts';
import { GRANT_CAUSES } from './causes-grant.ts';
import { OWN_CAUSES } from './causes-own.ts';

/** Everything that the check can name: where it shows, what it is, and what to do next. */
export const CAUSES = { ...OWN_CAUSES, ...GRANT_CAUSES, ...ALTINN_CAUSES } as const;
/** The name of a cause. */
export type CauseId = keyof typeof CAUSES;
