import { Button, Card, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useTokenRequests } from '../api/selfservice.ts';
import type { TokenRequest } from '../api/types.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { useTexts } from '../texts/index.tsx';
import { refusalWords } from './log-words.ts';

/** The developer's log: why a token was refused, and what to do about it. */
export function LogTab({ organization, clientId }: { readonly organization: string; readonly clientId: string }) {
  const { t } = useTexts();
  const log = useTokenRequests(organization, clientId);
  const entries = (log.data ?? []).toSorted((a, b) => new Date(b.time).getTime() - new Date(a.time).getTime());
  return (
    <div className="stack">
      <div className="row spread">
        <Paragraph>{t.log.lead}</Paragraph>
        <Button variant="secondary" data-size="sm" loading={log.isRefetching} onClick={() => void log.refetch()}>
          {t.log.refresh}
        </Button>
      </div>
      {log.isError && <Failure error={log.error} retry={log.refetch} />}
      {entries.length === 0 && <Paragraph>{t.log.empty}</Paragraph>}
      <ol className="plain stack" aria-label={t.log.caption}>
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and two may share their time
          <li key={`${entry.time}-${index}`}>
            <Entry of={entry} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What became of one request. The token endpoint's own sentence is English: it is there for who looks for it. */
function Entry({ of: entry }: { readonly of: TokenRequest }) {
  const { t, moment } = useTexts();
  const issued = entry.outcome === 'issued';
  const fact = (name: string, text: string | undefined) => (text ? ([[name, text]] as const) : []);
  const words = issued ? undefined : refusalWords(entry, t, moment);
  return (
    <Card data-color="neutral" data-testid="token-request">
      <div className="stack tight">
        <div className="row">
          <Tag data-color={issued ? 'success' : 'danger'}>{issued ? t.log.issued : t.log.refused}</Tag>
          <span>{moment(entry.time)}</span>
        </div>
        <Facts
          of={[
            ...fact(t.log.why, words?.why),
            ...fact(t.log.remedy, words?.remedy),
            ...fact(t.log.check, [entry.code, entry.check].filter(Boolean).join(': ')),
            ...fact(t.client.scopes, entry.scopes?.join(' ')),
            ...fact('kid', entry.kid),
          ]}
        />
        {entry.description !== undefined && (
          <Verbatim title={t.log.verbatim}>
            <code className="long">{entry.description}</code>
          </Verbatim>
        )}
      </div>
    </Card>
  );
}
