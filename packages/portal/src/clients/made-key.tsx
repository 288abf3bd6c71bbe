import { Alert, Button, Card, Checkbox, Heading, Paragraph } from '@digdir/designsystemet-react';
import { DownloadIcon } from '@navikt/aksel-icons';
import { useEffect, useRef, useState } from 'react';
import type { ClientKey } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Failure } from '../components/failure.tsx';
import { download } from './download.ts';
import { type HeldKey, hold } from './held-keys.ts';
import { publicHalf, storeText } from './make-key.ts';
import { useAddKeys } from './use-add-keys.ts';
import { useTexts } from './words.ts';

interface Props {
  readonly organization: string;
  readonly clientId: string;
  readonly existing: readonly ClientKey[];
  readonly held: HeldKey;
}

/** A key pair that was just made: its private half is saved first, and then its public half is sent. */
export function MadeKey(props: Props) {
  const { t } = useTexts();
  const { clientId, held } = props;
  const { made } = held;
  const [saved, setSaved] = useState(false);
  const [fault, setFault] = useState<string>();
  const adding = useAddKeys(props);
  const heading = useRef<HTMLHeadingElement>(null);
  // The form that had the focus has given way to this.
  useEffect(() => heading.current?.focus(), []);
  const publish = async () => {
    setFault(saved ? undefined : t.keyTools.savedFirst);
    if (!saved || adding.busy) return;
    await adding.add({ kind: 'jwks', keys: [publicHalf(made.jwk)] }, () => hold(clientId, undefined));
  };
  return (
    <Card data-color="neutral" className="prose" data-testid="made-key">
      <div className="stack">
        <Heading level={3} data-size="xs" className="long" ref={heading} tabIndex={-1}>
          {t.keyTools.madeTitle(made.kid)}
        </Heading>
        <Alert data-color="warning">{t.keyTools.madeLead}</Alert>
        <Downloads {...props} />
        <Checkbox
          label={t.keyTools.saved}
          disabled={!held.downloaded}
          checked={saved}
          error={fault}
          onChange={(event) => {
            setSaved(event.target.checked);
            setFault(undefined);
          }}
        />
        {adding.error !== undefined && <Failure error={adding.error} />}
        <div className="row">
          <Button data-color="accent" loading={adding.busy} onClick={() => void publish()}>
            {t.keyTools.publish}
          </Button>
          <ConfirmButton
            label={t.keyTools.discard}
            size="sm"
            title={t.keyTools.discardTitle}
            text={t.keyTools.discardText}
            onConfirm={async () => hold(clientId, undefined)}
          />
        </div>
      </div>
    </Card>
  );
}

function Downloads({ clientId, held }: Pick<Props, 'clientId' | 'held'>) {
  const { t } = useTexts();
  const { made, set } = held;
  const files = [
    { label: t.keyTools.asStore, name: `${set}.jwks.json`, type: 'application/json', text: storeText(made) },
    { label: t.keyTools.asJwk, name: `${made.kid}.jwk.json`, type: 'application/json', text: JSON.stringify(made.jwk) },
    { label: t.keyTools.asPem, name: `${made.kid}.pem`, type: 'application/x-pem-file', text: made.pem },
  ];
  return (
    <fieldset className="plain stack tight">
      <legend>{t.keyTools.save}</legend>
      <Paragraph data-size="sm" className="subtle">
        {t.keyTools.saveHelp}
      </Paragraph>
      <div className="row">
        {files.map(({ label, name, type, text }) => (
          <Button
            key={label}
            variant="secondary"
            onClick={() => {
              download(name, type, text);
              hold(clientId, { ...held, downloaded: true });
            }}
          >
            <DownloadIcon aria-hidden className="icon" />
            {label}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
