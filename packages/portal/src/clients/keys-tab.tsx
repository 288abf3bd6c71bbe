import { Card, Details, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useDeleteKey, useKeys } from '../api/selfservice.ts';
import type { ClientKey } from '../api/types.ts';
import { useMinute } from '../clock.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useSay } from '../components/status.tsx';
import { useTexts } from '../texts/index.tsx';
import { AddKeyForm } from './add-key-form.tsx';
import { keyAge } from './key-age.ts';

/** The keys of a client, each on its card, and the form that adds one. */
export function KeysTab({ organization, clientId }: { readonly organization: string; readonly clientId: string }) {
  const { t } = useTexts();
  const keys = useKeys(organization, clientId);
  const remove = useDeleteKey(organization, clientId);
  const say = useSay();
  return (
    <div className="stack">
      <Paragraph className="prose">{t.keys.lead}</Paragraph>
      {keys.isPending && <Loading />}
      {keys.isError && <Failure error={keys.error} retry={keys.refetch} />}
      {keys.data?.length === 0 && <Paragraph>{t.keys.empty}</Paragraph>}
      {keys.data && keys.data.length > 0 && (
        <ul className="plain stack">
          {keys.data.map((key) => (
            <li key={key.kid}>
              <KeyCard
                of={key}
                onRemove={async () => {
                  await remove.mutateAsync(key.kid);
                  say(t.keys.removed);
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {keys.data && (
        <section className="stack">
          <Heading level={2} data-size="sm">
            {t.keys.add}
          </Heading>
          <AddKeyForm organization={organization} clientId={clientId} existing={keys.data} />
        </section>
      )}
    </div>
  );
}

function KeyCard({ of: key, onRemove }: { readonly of: ClientKey; readonly onRemove: () => Promise<unknown> }) {
  const { t, moment } = useTexts();
  const minute = useMinute();
  const age = key.exp === undefined ? 'valid' : keyAge(key.exp * 1000, minute);
  const certificate = (key.x5c?.length ?? 0) > 0;
  return (
    <Card data-color="neutral" data-testid="key">
      <div className="stack tight">
        <div className="row">
          <Heading level={2} data-size="xs" className="long">
            {key.kid}
          </Heading>
          {age === 'expired' && <Tag data-color="danger">{t.keys.expired}</Tag>}
          {age === 'soon' && <Tag data-color="warning">{t.keys.soon}</Tag>}
        </div>
        <Facts
          of={[
            ['kid', key.kid],
            [t.keys.kind, certificate ? t.keys.certificate : t.keys.asymmetric],
            ['alg', key.alg],
            ['kty', key.kty],
            [t.keys.created, key.created === undefined ? '–' : moment(key.created)],
            [t.keys.expires, key.exp === undefined ? '–' : moment(key.exp * 1000)],
          ]}
        />
        <Details>
          <Details.Summary>{t.keys.modulus}</Details.Summary>
          <Details.Content>
            <code className="long">{key.n}</code>
          </Details.Content>
        </Details>
        <div className="row">
          <ConfirmButton
            label={t.common.delete}
            ariaLabel={t.keys.removeLabel(key.kid)}
            title={t.keys.removeTitle}
            text={t.keys.removeText(key.kid)}
            onConfirm={onRemove}
            size="sm"
          />
        </div>
      </div>
    </Card>
  );
}
