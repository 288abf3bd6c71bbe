import { Button } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { useTexts } from '../texts/index.tsx';
import { meaningOf } from '../texts/refusal-words.ts';

/** The way out where all that is known of a failure is that the chosen organisation has no right to it. */
export function OtherOrganization({ error }: { readonly error: unknown }) {
  const { t } = useTexts();
  return meaningOf(error, t).includes(t.common.notAllowed) ? <ToOtherOrganization /> : null;
}

/** To where one chooses whom to act for. */
export function ToOtherOrganization() {
  const { t } = useTexts();
  return (
    <div className="row alert-action">
      <Button asChild variant="secondary" data-size="sm">
        <RouterLink to="/organizations">{t.header.change}</RouterLink>
      </Button>
    </div>
  );
}
