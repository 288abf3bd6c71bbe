import { useResources } from '../api/authorization.ts';
import type { Consent } from '../api/consents.ts';
import { useTexts } from './words.ts';

export type Kind = ReturnType<typeof useKind>;

/** The words for what a consent is about: a resource says itself whether it is a power of attorney. */
export function useKind(consent: Consent) {
  const { t } = useTexts();
  const first = consent.consentRights[0]?.resource[0]?.value;
  const record = useResources().data?.find(({ identifier }) => identifier === first);
  return record?.consentTemplate === 'poa' ? t.consents.poa : t.consents.consent;
}
