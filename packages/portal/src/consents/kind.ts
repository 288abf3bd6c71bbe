import { useResources } from '../api/authorization.ts';
import type { Consent } from '../api/consents.ts';
import { useTexts } from './words.ts';

export type Kind = ReturnType<typeof useKindOf>;

/** The words for what a consent is about. */
export const useKind = (consent: Consent) => useKindOf(consent.consentRights[0]?.resource[0]?.value);

/** A resource says itself whether it is a power of attorney. */
export function useKindOf(first: string | undefined) {
  const { t } = useTexts();
  const record = useResources().data?.find(({ identifier }) => identifier === first);
  return record?.consentTemplate === 'poa' ? t.consents.poa : t.consents.consent;
}
