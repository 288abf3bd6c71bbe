import { Dropdown } from '@digdir/designsystemet-react';
import { CheckmarkIcon } from '@navikt/aksel-icons';
import { type ReactNode, useState } from 'react';

/** A button of the header that opens a list of choices; it closes when one is taken. */
export function HeaderMenu(props: {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly className?: string;
  readonly heading?: ReactNode;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown.TriggerContext>
      <Dropdown.Trigger variant="tertiary" data-color="neutral" className={props.className} aria-expanded={open}>
        <span className="ds-sr-only">{props.label}</span>
        {props.trigger}
      </Dropdown.Trigger>
      <Dropdown
        data-color="neutral"
        open={open}
        onOpen={() => setOpen(true)}
        onClose={() => setOpen(false)}
        placement="bottom-end"
      >
        {props.heading}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: what is pressed within is a button or a link, which the keyboard clicks */}
        <ul onClick={() => setOpen(false)}>{props.children}</ul>
      </Dropdown>
    </Dropdown.TriggerContext>
  );
}

/** One of several choices, of which one holds. */
export const MenuChoice = (props: {
  readonly chosen: boolean;
  readonly icon?: ReactNode;
  readonly lang?: string;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}) => (
  <li>
    <Dropdown.Button aria-pressed={props.chosen} lang={props.lang} onClick={props.onChoose}>
      {props.icon}
      <span className="grow">{props.children}</span>
      {props.chosen && <CheckmarkIcon aria-hidden className="icon" />}
    </Dropdown.Button>
  </li>
);
