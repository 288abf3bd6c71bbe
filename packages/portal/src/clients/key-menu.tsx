import { Dropdown, Heading } from '@digdir/designsystemet-react';
import {
  ArrowsCirclepathIcon,
  CalendarIcon,
  InformationSquareIcon,
  MenuElipsisVerticalIcon,
  TrashIcon,
} from '@navikt/aksel-icons';
import { type ComponentType, type SVGProps, useId, useState } from 'react';
import { pageSegment } from '../api/path.ts';
import { now, useMinute } from '../clock.ts';
import { ConfirmDialog } from '../components/confirm-button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Facts } from '../components/facts.tsx';
import { Time } from '../components/time.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { HeaderMenu } from '../frame/menu.tsx';
import { isolated } from '../texts/names.ts';
import { renewalCalendar } from './calendar.ts';
import { download } from './download.ts';
import { isAlone, type KeyView } from './key-view.ts';
import { useTexts } from './words.ts';

interface Props {
  readonly of: KeyView;
  /** All of the client's. */
  readonly views: readonly KeyView[];
  readonly clientName: string;
  readonly clientId: string;
  readonly onRotate: (kid: string) => void;
  readonly onRemove: (kid: string) => Promise<unknown>;
}

/** What can be done with a key. */
export function KeyMenu(props: Props) {
  const { t, age } = useTexts();
  const { kid, lastUsed } = props.of;
  const minute = useMinute();
  const [shown, setShown] = useState<'details' | 'remove'>();
  const calendar = useCalendar(props);
  return (
    <>
      <HeaderMenu
        label={t.keyTools.actionsOf(kid)}
        className="more"
        trigger={<MenuElipsisVerticalIcon aria-hidden className="icon" />}
      >
        <Choice icon={ArrowsCirclepathIcon} label={t.keyTools.rotate} onChoose={() => props.onRotate(kid)} />
        <Choice icon={CalendarIcon} label={t.keyTools.calendar} onChoose={calendar} />
        <Choice icon={InformationSquareIcon} label={t.keyTools.details} onChoose={() => setShown('details')} />
        <Choice icon={TrashIcon} label={t.common.delete(t.things.key)} isDanger onChoose={() => setShown('remove')} />
      </HeaderMenu>
      <KeyDetails of={props.of} open={shown === 'details'} onClose={() => setShown(undefined)} />
      <ConfirmDialog
        label={t.common.delete(t.things.key)}
        title={t.keys.removeTitle(isolated(kid))}
        text={t.keys.removeText(kid)}
        {...(lastUsed !== undefined &&
          isAlone(props.of, props.views, minute) && {
            warning: t.keyTools.only(age(lastUsed, minute)),
            instead: { label: t.keyTools.rotateInstead, onChoose: () => props.onRotate(kid) },
          })}
        open={shown === 'remove'}
        onClose={() => setShown(undefined)}
        onConfirm={() => props.onRemove(kid)}
      />
    </>
  );
}

const Choice = (props: {
  readonly icon: ComponentType<SVGProps<SVGSVGElement>>;
  readonly label: string;
  readonly isDanger?: boolean;
  readonly onChoose: () => void;
}) => (
  <li {...(props.isDanger && { 'data-color': 'danger', className: 'last-choice' })}>
    <Dropdown.Button onClick={props.onChoose}>
      <props.icon aria-hidden className="icon" />
      <span className="grow">{props.label}</span>
    </Dropdown.Button>
  </li>
);

/** Gives a calendar file for the renewal of the key. */
function useCalendar({ of: { kid, expires }, clientId, clientName }: Props) {
  const { t, day } = useTexts();
  return () =>
    download(
      `${kid}.ics`,
      'text/calendar',
      renewalCalendar({
        ...{ kid, clientId, expires, now: now() },
        title: t.keyTools.eventTitle(kid, clientName),
        text: t.keyTools.eventText(day(expires)),
        url: `${location.origin}/clients/${pageSegment(clientId)}?tab=keys&rotate=${encodeURIComponent(kid)}`,
      }),
    );
}

const Copied = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <span className="row">
    <code className="long">{text}</code>
    <CopyButton text={text} label={label} />
  </span>
);

/** Everything that the platform knows of a key. */
function KeyDetails(props: { readonly of: KeyView; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTexts();
  const heading = useId();
  const { kid, key, created, expires } = props.of;
  const kind = (key.x5c?.length ?? 0) > 0 ? t.keys.certificate : t.keys.asymmetric;
  return (
    <Dialog open={props.open} onClose={props.onClose} closeButton={t.common.close} aria-labelledby={heading}>
      {props.open && (
        <div className="stack">
          <Heading level={2} data-size="sm" id={heading} className="long">
            {kid}
          </Heading>
          <Facts
            of={[
              [t.keys.kind, kind],
              [t.keyTools.kid, <Copied key="kid" text={kid} label={t.keyTools.kid} />],
              [t.keyTools.algorithmOf, key.alg],
              [t.keyTools.kindOf, key.kty],
              [t.keys.created, <Time key="created" of={created} as="moment" />],
              [t.keys.expires, <Time key="expires" of={expires} as="moment" />],
            ]}
          />
          <Verbatim title={t.keys.modulus}>
            <code className="long">{key.n}</code>
          </Verbatim>
        </div>
      )}
    </Dialog>
  );
}
