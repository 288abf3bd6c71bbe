import { Alert, Button, Paragraph, Tabs } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useResource } from '../api/altinn.ts';
import { usePolicy, useSavePolicy, useSaveTests, useTryPolicy } from '../api/policies.ts';
import type { PolicyTest, StoredPolicy } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { useKept } from '../drafts.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from '../texts/index.tsx';
import { useDraft } from './draft.ts';
import { emptyPolicy, wishOf } from './edit-policy.ts';
import { type PolicyTable, readPolicy, termsOfResource } from './policy-table.ts';
import { ReviewDialog } from './review-dialog.tsx';
import { RuleTable } from './rule-table.tsx';
import { passed, TestsTab } from './tests-tab.tsx';
import { XmlScanError } from './xml-scan.ts';
import { PolicyFailure, XmlTab } from './xml-tab.tsx';

const TABS = ['table', 'xml', 'tests'] as const;

export const PolicyPage = () => {
  const [query] = useSearchParams();
  const resource = query.get('resource') ?? '';
  return (
    <WithOrganization>
      {({ number }) => <OfResource key={`${number} ${resource}`} organization={number} resource={resource} />}
    </WithOrganization>
  );
};

function OfResource({ organization, resource }: { readonly organization: string; readonly resource: string }) {
  const { language } = useTexts();
  const stored = usePolicy(organization, resource);
  const title = wordsOf(useResource(resource).data?.title, language) ?? resource;
  if (stored.isPending) return <Loading />;
  return (
    <Page title={title}>
      {stored.isError ? (
        <Failure error={stored.error} retry={stored.refetch} />
      ) : (
        <Desk organization={organization} resource={resource} stored={stored.data} refetch={stored.refetch} />
      )}
    </Page>
  );
}

interface DeskProps {
  readonly organization: string;
  readonly resource: string;
  readonly stored: StoredPolicy;
  readonly refetch: () => unknown;
}

/** Where a policy is written: what is being written is one text, which the table, the XML and the tests look at. */
function Desk({ organization, resource, stored, refetch }: DeskProps) {
  const { t } = useTexts();
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const [draft, setDraft] = useDraft(`${organization} ${resource}`);
  const keptTests = useKept(`tests ${organization} ${resource}`, stored.tests);
  const tests = keptTests.value;
  const [reviewing, setReviewing] = useState(false);
  const save = useSavePolicy(organization, resource);
  const saveTests = useSaveTests(organization, resource);
  const trying = useTryPolicy(organization, resource);
  const tab = TABS.find((candidate) => candidate === query.get('tab')) ?? 'table';
  const xml = draft?.xml ?? stored.xml;
  if (xml === null)
    return (
      <>
        <Paragraph>{t.policy.none}</Paragraph>
        <div className="row">
          <Button onClick={() => setDraft({ xml: emptyPolicy(resource), version: stored.version })}>
            {t.policy.create}
          </Button>
        </div>
      </>
    );
  const write = (next: string) => {
    trying.reset();
    save.reset();
    setDraft(next === stored.xml ? undefined : { xml: next, version: draft?.version ?? stored.version });
  };
  const run = () => trying.mutateAsync({ xml, tests });
  const review = async () => {
    save.reset();
    // What cannot be used is told at once, with its place.
    if (await run().catch(() => undefined)) setReviewing(true);
  };
  const store = async () => {
    try {
      await save.mutateAsync({ xml, version: draft?.version ?? stored.version });
      setDraft(undefined);
      say(t.policy.saved);
    } finally {
      setReviewing(false);
    }
  };
  const testsSaved = () => {
    keptTests.clear();
    say(t.policy.testsSaved);
  };
  const changeTests = (next: readonly PolicyTest[]) => {
    trying.reset();
    keptTests.set(next);
  };
  const read = readable(xml);
  return (
    <>
      {draft && (
        <Alert data-color="info">
          <div className="row spread">
            <span>{t.policy.dirty}</span>
            <div className="row">
              <Button data-size="sm" loading={trying.isPending} onClick={() => void review()}>
                {t.policy.save}
              </Button>
              <ConfirmButton
                size="sm"
                label={t.policy.discard}
                title={t.policy.discardTitle}
                text={t.policy.discardText}
                onConfirm={async () => {
                  setDraft(undefined);
                  trying.reset();
                  save.reset();
                  refetch();
                }}
              />
            </div>
          </div>
        </Alert>
      )}
      <PolicyFailure error={save.error} />
      {tab === 'table' && <PolicyFailure error={trying.error} />}
      <Tabs value={tab} onChange={(next) => setQuery({ resource, tab: next }, { replace: true })}>
        <Tabs.List aria-label={t.policy.tabs}>
          {TABS.map((candidate) => (
            <Tabs.Tab key={candidate} value={candidate}>
              {t.policy[candidate]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="table">
          {tab === 'table' && <TableTab resource={resource} xml={xml} read={read} onChange={write} />}
        </Tabs.Panel>
        <Tabs.Panel value="xml">
          {tab === 'xml' && (
            <XmlTab
              xml={xml}
              onChange={write}
              check={() => void run().catch(() => undefined)}
              checked={trying.data}
              error={trying.error ?? undefined}
              busy={trying.isPending}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="tests">
          {tab === 'tests' && (
            <TestsTab
              resource={resource}
              isDraft={draft !== undefined}
              tests={tests}
              actions={actionsOf(read, resource)}
              tried={trying.data}
              error={trying.error ?? undefined}
              busy={trying.isPending}
              isDirty={JSON.stringify(tests) !== JSON.stringify(stored.tests)}
              saving={saveTests.isPending}
              saveError={saveTests.error ?? undefined}
              onRun={() => void run().catch(() => undefined)}
              onChange={changeTests}
              onSave={() => saveTests.mutate(tests, { onSuccess: testsSaved })}
            />
          )}
        </Tabs.Panel>
      </Tabs>
      {reviewing && (
        <ReviewDialog
          before={stored.xml ?? ''}
          after={xml}
          tests={tests.length}
          failing={trying.data ? tests.length - passed(tests, trying.data) : 0}
          busy={save.isPending}
          onSave={() => void store().catch(() => undefined)}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  );
}

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

function actionsOf(read: Read, resource: string): readonly string[] {
  if (!('table' in read)) return [];
  const named = termsOfResource(resource);
  const rows = read.table.rules.flatMap((rule) => (rule.kind === 'row' ? wishOf(rule, named).actions : []));
  return [...new Set(rows)];
}

function TableTab(props: {
  readonly resource: string;
  readonly xml: string;
  readonly read: Read;
  readonly onChange: (xml: string) => void;
}) {
  const { t } = useTexts();
  const { read } = props;
  if ('table' in read)
    return <RuleTable resource={props.resource} xml={props.xml} table={read.table} onChange={props.onChange} />;
  return (
    <Alert data-color="warning">
      {read.fault === 'not a policy' ? t.policy.notPolicy : t.policy.notXml(read.fault.line)}
    </Alert>
  );
}
