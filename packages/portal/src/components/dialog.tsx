import { Dialog as DesignsystemetDialog } from '@digdir/designsystemet-react';
import { type ComponentProps, useEffect, useRef } from 'react';

/**
 * Every dialog but the command palette. It opens at its top: a browser scrolls to what it gives the focus to, past what the dialog begins with,
 * and what comes later would hold that place.
 */
export function Dialog(props: Omit<ComponentProps<typeof DesignsystemetDialog>, 'ref'>) {
  const box = useRef<HTMLDialogElement>(null);
  const { open = false } = props;
  useEffect(() => {
    if (open && box.current) box.current.scrollTop = 0;
  }, [open]);
  // Not that of what it is opened from: in a row of a table its buttons would be grey.
  return <DesignsystemetDialog data-color="accent" {...props} ref={box} />;
}
