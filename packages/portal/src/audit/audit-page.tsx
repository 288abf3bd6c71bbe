import { Button, Field, Label, Select } from '@digdir/designsystemet-react';
import { DownloadIcon } from '@navikt/aksel-icons';
import { useDeferredValue } from 'react';
import { AUDIT_EXPORT, AUDIT_KINDS, useAudit } from '../api/audit.ts';
import { useHasCome } from '../api/has-come.ts';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { OPERATOR } from '../operator/places.ts';
import { AuditTable } from './audit-table.tsx';
import { VerifyPart } from './verify-part.tsx';
import { useTexts } from './words.ts';

/** Where whoever operates the platform reads who has changed what, sees that nothing was altered, and takes it all out. */
export function AuditLogPage() {
  const { t } = useTexts();
  return (
    <Page
      title={t.audit.title}
      lead={t.audit.lead}
      above={{ to: OPERATOR, name: t.audit.above }}
      actions={
        <Button asChild variant="secondary">
          <a href={AUDIT_EXPORT} download>
            <DownloadIcon aria-hidden className="icon" />
            {t.audit.export}
          </a>
        </Button>
      }
    >
      <div className="stack">
        <Entries />
      </div>
    </Page>
  );
}

function Entries() {
  const { t } = useTexts();
  const [text, setText] = useInAddress('q');
  const [chosen, setKind] = useInAddress('kind', 'all');
  const kind = AUDIT_KINDS.find((one) => one === chosen) ?? 'all';
  const contains = useDeferredValue(text.trim());
  const found = useAudit({ kind, contains });
  // What stands below the table comes with the first of it, which would move it, and stays while something else is looked for.
  const hasCome = useHasCome(!found.isPending);
  const words = t.audit;
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <search className="row" aria-label={words.filter.label}>
        <SearchBox label={words.filter.text} value={text} hits={rows.length} onChange={setText} />
        <Field>
          <Label>{words.filter.kind}</Label>
          <Select value={kind} onChange={({ target }) => setKind(target.value)}>
            <Select.Option value="all">{words.filter.all}</Select.Option>
            {AUDIT_KINDS.map((one) => (
              <Select.Option key={one} value={one}>
                {words.filter.kinds[one]}
              </Select.Option>
            ))}
          </Select>
        </Field>
      </search>
      {found.isPending && <Loading as="table" />}
      {found.isError && <NotLoaded what="audit" error={found.error} retry={found.refetch} />}
      {found.isSuccess && rows.length === 0 && <Empty title={found.hasNextPage ? words.unfinished : words.empty} />}
      {rows.length > 0 && <AuditTable of={rows} />}
      {found.hasNextPage && (
        <div className="row">
          <Button variant="secondary" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
      {hasCome && <VerifyPart />}
    </>
  );
}
