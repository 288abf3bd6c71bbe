import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { type AppFinding, type SandboxApp, useAddApp, useApps, useRemoveApp } from '../api/apps.ts';
import { useAttempt } from '../components/attempt.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { State } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { chosenFiles } from './chosen-files.ts';
import { FindingList } from './finding-list.tsx';
import { useTexts } from './words.ts';

/** Real Altinn apps: brought in from their own folders, with what TT02 would make of them. */
export function AppsPage() {
  const { t } = useTexts();
  const apps = useApps();
  return (
    <Page title={t.apps.title} lead={t.apps.lead}>
      <BringIn />
      {apps.error && <NotLoaded what="apps" error={apps.error} retry={apps.refetch} />}
      {apps.data ? <Apps apps={apps.data} /> : !apps.error && <Loading as="table" />}
    </Page>
  );
}

/** What was tried last, and was refused. */
type Refused = readonly AppFinding[] | 'nothing' | undefined;

function BringIn() {
  const { t } = useTexts();
  const add = useAddApp();
  const say = useSay();
  const { busy, error, run } = useAttempt();
  const [refused, setRefused] = useState<Refused>();
  const bring = (files: readonly File[]) =>
    run(async () => {
      setRefused(undefined);
      const texts = await chosenFiles(files);
      if (Object.keys(texts).length === 0) return setRefused('nothing');
      const added = await add.mutateAsync(texts);
      if (!('title' in added)) return setRefused(added.findings);
      say(t.apps.added(added.id));
    });
  return (
    <section className="stack tight" aria-labelledby="bring-in">
      <Heading level={2} data-size="xs" id="bring-in">
        {t.apps.bringIn}
      </Heading>
      <Paragraph className="prose">{t.apps.bringInHelp}</Paragraph>
      <div className="row">
        <Chooser label={t.apps.chooseFolder} folder busy={busy} onChosen={bring} />
        <Chooser label={t.apps.chooseFiles} folder={false} busy={busy} onChosen={bring} />
      </div>
      {error !== undefined && <Failure error={error} />}
      {refused === 'nothing' && <Paragraph role="alert">{t.apps.noFiles}</Paragraph>}
      {Array.isArray(refused) && (
        <div className="stack tight" role="alert">
          <Heading level={3} data-size="2xs">
            {t.apps.refused}
          </Heading>
          <FindingList findings={refused} />
        </div>
      )}
    </section>
  );
}

function Chooser(props: {
  readonly label: string;
  readonly folder: boolean;
  readonly busy: boolean;
  readonly onChosen: (files: readonly File[]) => unknown;
}) {
  const { label, folder, busy, onChosen } = props;
  const input = useRef<HTMLInputElement>(null);
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    // The same folder may be chosen again when it has been mended.
    target.value = '';
    if (files.length > 0) void onChosen(files);
  };
  return (
    <>
      <Button
        variant={folder ? 'primary' : 'secondary'}
        loading={busy && folder}
        disabled={busy}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        {...(folder ? { webkitdirectory: '' } : { accept: '.json,.xml,.bpmn' })}
        onChange={chosen}
      />
    </>
  );
}

function Apps({ apps }: { readonly apps: readonly SandboxApp[] }) {
  const { t } = useTexts();
  const [shown, setShown] = useState<string>();
  const open = apps.find(({ id }) => id === shown);
  return (
    <section className="stack tight" aria-labelledby="all-apps">
      <Heading level={2} data-size="xs" id="all-apps">
        {t.apps.all}
      </Heading>
      <DataTable
        caption={t.apps.all}
        rows={apps}
        keyOf={({ id }) => id}
        columns={[
          {
            name: t.apps.app,
            kind: 'row',
            cell: ({ id, title }) => (
              <>
                {title}
                <div className="subtle">
                  <code className="one-line">{id}</code>
                </div>
              </>
            ),
          },
          { name: t.apps.tasks, kind: 'text', cell: ({ tasks }) => tasks.join(' → ') },
          { name: t.apps.state, cell: (app) => <AppState app={app} /> },
          {
            name: t.apps.action,
            kind: 'action',
            cell: (app) => <Actions app={app} isShown={app.id === shown} onShow={setShown} />,
          },
        ]}
      />
      {open && open.findings.length > 0 && (
        <div className="stack tight" id="found">
          <Heading level={3} data-size="2xs">
            {t.apps.foundIn(open.id)}
          </Heading>
          <FindingList findings={open.findings} />
        </div>
      )}
    </section>
  );
}

function AppState({ app: { brought, usable, findings } }: { readonly app: SandboxApp }) {
  const { t } = useTexts();
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (!usable) return <State kind="bad">{t.apps.unusable}</State>;
  if (!brought) return <State kind="idle">{t.apps.ofWorld}</State>;
  return warnings === 0 ? (
    <State kind="good">{t.apps.asInTt02}</State>
  ) : (
    <State kind="soon">{t.apps.warnings(warnings)}</State>
  );
}

function Actions(props: {
  readonly app: SandboxApp;
  readonly isShown: boolean;
  readonly onShow: (id: string | undefined) => void;
}) {
  const { app, isShown, onShow } = props;
  const { id, findings } = app;
  const { t } = useTexts();
  const remove = useRemoveApp();
  const say = useSay();
  return (
    <div className="row">
      {findings.length > 0 && (
        <Button
          variant="secondary"
          data-size="sm"
          aria-expanded={isShown}
          aria-label={isShown ? t.apps.hideOf(id) : t.apps.showOf(id)}
          onClick={() => onShow(isShown ? undefined : id)}
        >
          {isShown ? t.apps.hide : t.apps.show}
        </Button>
      )}
      <ConfirmButton
        label={t.apps.remove}
        ariaLabel={t.apps.removeOf(id)}
        title={t.apps.removeTitle(id)}
        text={t.apps.removeText}
        size="sm"
        onConfirm={async () => {
          await remove.mutateAsync(id);
          say(t.apps.removed(id));
        }}
      />
    </div>
  );
}
