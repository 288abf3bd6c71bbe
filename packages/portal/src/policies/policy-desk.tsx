import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { AddressTabs } from '../components/address-tabs.tsx';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Loading } from '../components/loading.tsx';
import { wishOf } from './edit-policy.ts';
import { PolicyMatrix } from './matrix-tab.tsx';
import { type PolicyTable, readPolicy, termsOfResource } from './policy-table.ts';
import { ReviewDialog } from './review-dialog.tsx';
import { RuleTable } from './rule-table.tsx';
import { passed, TestsTab } from './tests-tab.tsx';
import { type DeskProps, type DeskState, useDesk } from './use-desk.ts';
import { useTexts } from './words.ts';
import { XmlScanError } from './xml-scan.ts';
import { PolicyFailure, XmlTab } from './xml-tab.tsx';

export const TABS = ['matrix', 'table', 'xml', 'tests', 'lists'] as const;

export function TabName({ of: tab }: { readonly of: (typeof TABS)[number] }) {
  const { t } = useTexts();
  if (tab === 'matrix' || tab === 'lists') return t.effect[tab];
  return t.policy[tab];
}

const ResourceLists = lazy(async () => ({
  default: (await import('../access-lists/resource-lists.tsx')).ResourceLists,
}));

/** Where a policy is written: what is being written is one text, which the matrix, the table, the XML and the tests look at. */
export function PolicyDesk(props: DeskProps) {
  const { t } = useTexts();
  const desk = useDesk(props);
  const [query] = useSearchParams();
  if (desk.xml === null)
    return (
      <>
        <Paragraph>{t.policy.none}</Paragraph>
        <div className="row">
          <Button onClick={desk.begin}>{t.policy.create}</Button>
        </div>
      </>
    );
  const { xml, tests, trying, effect, save } = desk;
  return (
    <>
      {desk.draft && <Unsaved desk={desk} />}
      <PolicyFailure error={save.error} />
      {!['xml', 'tests', 'lists'].includes(query.get('tab') ?? '') && <PolicyFailure error={trying.error} />}
      <Views {...props} desk={desk} xml={xml} />
      {desk.reviewing && (
        <ReviewDialog
          before={props.stored.xml ?? ''}
          after={xml}
          tests={tests.length}
          failing={trying.data ? tests.length - passed(tests, trying.data) : 0}
          tried={trying.data}
          effect={effect.data}
          effectError={effect.error}
          busy={save.isPending}
          onSave={() => void desk.store().catch(() => undefined)}
          onClose={desk.close}
        />
      )}
    </>
  );
}

function Unsaved({ desk }: { readonly desk: DeskState }) {
  const { t } = useTexts();
  return (
    <Alert data-color="info">
      <div className="row spread">
        <span>{t.policy.dirty}</span>
        <div className="row">
          <Button data-size="sm" loading={desk.trying.isPending} onClick={() => void desk.review()}>
            {t.policy.save}
          </Button>
          <ConfirmButton
            size="sm"
            label={t.policy.discard}
            title={t.policy.discardTitle}
            text={t.policy.discardText}
            onConfirm={desk.discard}
          />
        </div>
      </div>
    </Alert>
  );
}

interface ViewProps extends DeskProps {
  readonly desk: DeskState;
  readonly xml: string;
}

function Views(props: ViewProps) {
  const { t } = useTexts();
  const { resource, desk, xml } = props;
  const read = readable(xml);
  return (
    <AddressTabs
      label={t.policy.tabs}
      tabs={TABS}
      keep={{ resource }}
      name={(tab) => <TabName of={tab} />}
      panel={(tab) => (
        <>
          {tab === 'matrix' &&
            ('table' in read ? (
              <PolicyMatrix
                resource={resource}
                xml={xml}
                table={read.table}
                stored={storedTable(props.stored.xml)}
                onChange={desk.write}
              />
            ) : (
              <Unreadable fault={read.fault} />
            ))}
          {tab === 'table' &&
            ('table' in read ? (
              <RuleTable resource={resource} xml={xml} table={read.table} onChange={desk.write} />
            ) : (
              <Unreadable fault={read.fault} />
            ))}
          {tab === 'xml' && <Xml desk={desk} xml={xml} />}
          {tab === 'tests' && <Tests {...props} actions={actionsOf(read, resource)} />}
          {tab === 'lists' && (
            <Suspense fallback={<Loading as="table" />}>
              <ResourceLists organization={props.organization} resource={resource} />
            </Suspense>
          )}
        </>
      )}
    />
  );
}

const Xml = ({ desk, xml }: Pick<ViewProps, 'desk' | 'xml'>) => (
  <XmlTab
    xml={xml}
    onChange={desk.write}
    check={() => void desk.run().catch(() => undefined)}
    checked={desk.trying.data}
    error={desk.trying.error ?? undefined}
    busy={desk.trying.isPending}
  />
);

const Tests = ({ resource, stored, desk, actions }: ViewProps & { readonly actions: readonly string[] }) => (
  <TestsTab
    resource={resource}
    isDraft={desk.draft !== undefined}
    tests={desk.tests}
    actions={actions}
    tried={desk.trying.data}
    error={desk.trying.error ?? undefined}
    busy={desk.trying.isPending}
    isDirty={JSON.stringify(desk.tests) !== JSON.stringify(stored.tests)}
    saving={desk.saveTests.isPending}
    saveError={desk.saveTests.error ?? undefined}
    onRun={() => void desk.run().catch(() => undefined)}
    onChange={desk.changeTests}
    onSave={desk.storeTests}
  />
);

type Read = { readonly table: PolicyTable } | { readonly fault: 'not a policy' | { readonly line: number } };

/** The text as a table, or why it is none. */
function readable(xml: string): Read {
  try {
    const table = readPolicy(xml);
    return table ? { table } : { fault: 'not a policy' };
  } catch (error) {
    if (!(error instanceof XmlScanError)) throw error;
    return { fault: { line: xml.slice(0, error.place).split('\n').length } };
  }
}

function storedTable(xml: string | null): PolicyTable | undefined {
  const read = xml === null ? undefined : readable(xml);
  return read && 'table' in read ? read.table : undefined;
}

function actionsOf(read: Read, resource: string): readonly string[] {
  if (!('table' in read)) return [];
  const named = termsOfResource(resource);
  const rows = read.table.rules.flatMap((rule) => (rule.kind === 'row' ? wishOf(rule, named).actions : []));
  return [...new Set(rows)];
}

function Unreadable({ fault }: { readonly fault: Extract<Read, { readonly fault: unknown }>['fault'] }) {
  const { t } = useTexts();
  return (
    <Alert data-color="warning">{fault === 'not a policy' ? t.policy.notPolicy : t.policy.notXml(fault.line)}</Alert>
  );
}
