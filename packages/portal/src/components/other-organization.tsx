import { Button } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { useTexts } from '../texts/index.tsx';
import { meaningOf } from '../texts/refusal-words.ts';

/** The way out where all that is known of a failure is that the chosen organisation has no right to it. */
export function OtherOrganization({ error }: { readonly error: unknown }) {
  const { t } = useTexts();
  if (!meaningOf(error, t).includes(t.common.notAllowed)) return null;
  return (
    <div className="row alert-action">
      <Button asChild variant="secondary" data-size="sm">
        <RouterLink to="/organizations">{t.header.change}</RouterLink>
      </Button>
    </div>
  );
}
