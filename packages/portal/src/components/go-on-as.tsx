import { Button } from '@digdir/designsystemet-react';
import { useEnvironment } from '../api/portal.ts';
import { loginAsUrl } from '../api/session.ts';
import { useTexts } from '../texts/index.tsx';

/** Persons of the sandbox's world, by what they are to others. */
export const SERVICE_OWNER = 'SKARP SKARV';
export const VENDOR = 'KLOK KRÅKE';

/**
 * In a sandbox, where what is to be seen is another's: the way to the log-in as that one, and from there on.
 * @param to where it leads; without it back to this page
 */
export function GoOnAs({ name, to }: { readonly name: string; readonly to?: string }) {
  const { t } = useTexts();
  if (useEnvironment().data?.mode !== 'sandbox') return null;
  const there = to === undefined ? location.href : new URL(to, location.href).href;
  return (
    <Button asChild variant="secondary" data-size="sm">
      <a href={loginAsUrl(there, name)}>{t.common.goOnAs(name)}</a>
    </Button>
  );
}
