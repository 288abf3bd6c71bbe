import { Button, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useTokenRequests } from '../api/selfservice.ts';
import type { TokenRequest } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { useTexts } from '../texts/index.tsx';

/** The developer's log: why a token was refused, and what to do about it. */
export function LogTab({ organization, clientId }: { readonly organization: string; readonly clientId: string }) {
  const { t } = useTexts();
  const log = useTokenRequests(organization, clientId);
  const entries = (log.data ?? []).toSorted((a, b) => new Date(b.time).getTime() - new Date(a.time).getTime());
  return (
    <div className="stack">
      <div className="row spread">
        <Paragraph>{t.log.lead}</Paragraph>
        <Button variant="secondary" data-size="sm" onClick={() => void log.refetch()}>
          {t.log.refresh}
        </Button>
      </div>
      {log.isError && <Failure error={log.error} retry={log.refetch} />}
      {entries.length === 0 ? (
        <Paragraph>{t.log.empty}</Paragraph>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="scrolling" tabIndex={0} aria-label={t.log.caption}>
          <Table border>
            <caption className="ds-sr-only">{t.log.caption}</caption>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell scope="col">{t.log.time}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.log.outcome}</Table.HeaderCell>
                <Table.HeaderCell scope="col">kid</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.client.scopes}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.log.check}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.log.remedy}</Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {entries.map((entry, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and two may share their time
                <Entry key={`${entry.time}-${index}`} of={entry} />
              ))}
            </Table.Body>
          </Table>
        </section>
      )}
    </div>
  );
}

function Entry({ of: entry }: { readonly of: TokenRequest }) {
  const { t, moment } = useTexts();
  return (
    <Table.Row>
      <Table.Cell>{moment(entry.time)}</Table.Cell>
      <Table.Cell>
        {entry.outcome === 'issued' ? (
          <Tag data-color="success">{t.log.issued}</Tag>
        ) : (
          <Tag data-color="danger">{t.log.refused}</Tag>
        )}
      </Table.Cell>
      <Table.Cell>{entry.kid}</Table.Cell>
      <Table.Cell>{entry.scopes?.join(' ')}</Table.Cell>
      <Table.Cell lang="en">{[entry.code, entry.check, entry.description].filter(Boolean).join(': ')}</Table.Cell>
      <Table.Cell lang="en">{entry.remedy}</Table.Cell>
    </Table.Row>
  );
}
