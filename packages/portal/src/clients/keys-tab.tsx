import { Alert, Button, Heading, Paragraph, ToggleGroup } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useKeyUse } from '../api/portal.ts';
import { useDeleteKey, useKeys } from '../api/selfservice.ts';
import type { Client, ClientKey } from '../api/types.ts';
import { useMinute } from '../clock.ts';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useSay } from '../components/status.tsx';
import { useKept } from '../drafts.tsx';
import { AddKeyForm } from './add-key-form.tsx';
import { useHeld } from './held-keys.ts';
import { setNameOf, setOfKid } from './key-kid.ts';
import { KeyTable } from './key-table.tsx';
import { keyViews } from './key-view.ts';
import { MadeKey } from './made-key.tsx';
import { MakeKeyForm } from './make-key-form.tsx';
import { RotationGuide } from './rotation-guide.tsx';
import { useTexts } from './words.ts';

/** The keys of a client, a row each, the guide through the change of one, and the ways to add another. */
export function KeysTab({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t, day } = useTexts();
  const clientId = client.client_id;
  const keys = useKeys(organization, clientId);
  const use = useKeyUse(organization, clientId).data;
  const deletion = useDeleteKey(organization, clientId);
  const say = useSay();
  const now = useMinute();
  const [query, setQuery] = useSearchParams();
  const rotating = query.get('rotate') ?? undefined;
  const go = (rotate?: string) =>
    setQuery({ tab: 'keys', ...(rotate === undefined ? {} : { rotate }) }, { preventScrollReset: true });
  const remove = async (kid: string) => {
    await deletion.mutateAsync(kid);
    say(t.keys.removed);
  };
  const views = keyViews(keys.data ?? [], use, now);
  // The one that lasts longest, where none lasts long.
  const last = views.every(({ standing }) => standing === 'expired' || standing === 'soon')
    ? views.filter(({ standing }) => standing === 'soon').toSorted((a, b) => b.expires - a.expires)[0]
    : undefined;
  return (
    <div className="stack">
      <Paragraph className="prose">{t.keys.lead}</Paragraph>
      {keys.isPending && <Loading as="table" />}
      {keys.isError && <NotLoaded what="keys" error={keys.error} retry={keys.refetch} />}
      {keys.data?.length === 0 && <Empty title={t.keys.empty} text={t.keyTools.howToBegin} />}
      {last && rotating === undefined && (
        <Alert data-color="warning">
          <div className="stack tight">
            <Paragraph>{t.keyTools.allEnd(views.length, day(last.expires))}</Paragraph>
            <div className="row">
              <Button variant="secondary" data-size="sm" onClick={() => go(last.kid)}>
                {t.keyTools.rotate}
              </Button>
            </div>
          </div>
        </Alert>
      )}
      {views.length > 0 && (
        <KeyTable
          {...{ views, use, clientId }}
          clientName={client.client_name}
          onRotate={(kid) => go(kid)}
          onRemove={remove}
        />
      )}
      {rotating !== undefined && keys.data && (
        <RotationGuide kid={rotating} views={views} onRemove={remove} onClose={() => go()} />
      )}
      {keys.data && (
        <AddKey
          key={rotating ?? ''}
          {...{ organization, clientId, existing: keys.data, making: rotating !== undefined }}
          name={setOfKid(rotating ?? keys.data[0]?.kid ?? '') ?? setNameOf(client.client_name)}
        />
      )}
    </div>
  );
}

const WAYS = ['make', 'paste'] as const;

function AddKey(props: {
  readonly organization: string;
  readonly clientId: string;
  readonly existing: readonly ClientKey[];
  /** Somebody is on the way to a new key: it may as well be made here. */
  readonly making: boolean;
  readonly name: string;
}) {
  const { t } = useTexts();
  const held = useHeld(props.clientId);
  const isWritten = useKept(`key ${props.clientId}`, '').isKept;
  // Who has no key is led to one: where nothing is chosen, nothing looks like a choice.
  const begun = isWritten || props.existing.length > 0 ? 'paste' : 'make';
  const [way, setWay] = useState<(typeof WAYS)[number]>(props.making || held ? 'make' : begun);
  return (
    <section className="stack">
      <Heading level={2} data-size="sm">
        {t.keys.add}
      </Heading>
      <div className="ways">
        <ToggleGroup
          data-toggle-group={t.keyTools.ways}
          value={way}
          onChange={(value) => setWay(value === 'make' ? 'make' : 'paste')}
        >
          {WAYS.map((one) => (
            <ToggleGroup.Item key={one} value={one}>
              {t.keyTools[one]}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </div>
      {way === 'paste' && <AddKeyForm {...props} onMake={() => setWay('make')} />}
      {way === 'paste' && held && <Alert data-color="warning">{t.keyTools.waits(held.made.kid)}</Alert>}
      {way === 'make' && (held ? <MadeKey {...props} held={held} /> : <MakeKeyForm {...props} />)}
    </section>
  );
}
