import { Details } from '@digdir/designsystemet-react';
import { type ReactNode, useState } from 'react';

/** What a service said word for word, in its English: there for who looks for it, and not on the page before. */
export function Verbatim({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Details open={open} onToggle={() => setOpen(!open)}>
      <Details.Summary>{title}</Details.Summary>
      <Details.Content lang="en">{open && children}</Details.Content>
    </Details>
  );
}
