import { Button } from '@digdir/designsystemet-react';
import { useEnvironment } from '../api/portal.ts';
import { loginAsUrl } from '../api/session.ts';
import { useTexts } from '../texts/index.tsx';

/** Persons of the sandbox's world, by what they are to others. */
export const SERVICE_OWNER = 'SKARP SKARV';
export const VENDOR = 'KLOK KRÅKE';

/** Who acts for the service owners of that world, by their organisation numbers (docs/world.md). */
const ACTS_FOR: ReadonlyMap<string, string> = new Map([
  ['310001236', 'SINDIG SEL'],
  ['310007404', 'DYKTIG DELFIN'],
  ['310013579', SERVICE_OWNER],
]);
export const whoActsFor = (owner: string): string | undefined => ACTS_FOR.get(owner);

/** Where the owner of a scope gives access to it. */
const accessPage = (scope: string, owner: string): string =>
  `/scopes/details?${new URLSearchParams({ scope, tab: 'access', virksomhet: owner })}`;

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

/** The way to the log-in as the one who acts for the owner of a scope, and from there to where access to it is given; nothing where that one is not known. */
export function GoOnAsOwner({ owner, scope }: { readonly owner: string; readonly scope: string }) {
  const name = whoActsFor(owner);
  return name === undefined ? null : <GoOnAs name={name} to={accessPage(scope, owner)} />;
}
