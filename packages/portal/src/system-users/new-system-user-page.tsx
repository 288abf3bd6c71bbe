import { Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { Link, useNavigate } from 'react-router';
import { type OfferedSystem, useCreateSystemUser, useOfferedSystems } from '../api/own-users.ts';
import { pageSegment } from '../api/path.ts';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts as useSystemTexts } from '../systems/words.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { HowOneBegins } from './how-one-begins.tsx';
import { OfferedSystems } from './offered-systems.tsx';
import { OVERVIEW } from './places.ts';
import { Wanted } from './wanted.tsx';
import { rawWordsOf, wordsOf } from './words.ts';

export const NewSystemUserPage = () => (
  <WithOrganization>
    {(organization) => <NewSystemUser key={organization.number} organization={organization} />}
  </WithOrganization>
);

/** The organisation takes a system into use by itself, without a request from its vendor. */
function NewSystemUser({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const systems = useOfferedSystems();
  return (
    <Page title={t.ownUsers.new} lead={t.ownUsers.lead(isolated(organization.name))}>
      {systems.isPending && <Loading as="table" />}
      {systems.isError && <NotLoaded what="systems" error={systems.error} retry={systems.refetch} />}
      {systems.data?.length === 0 && <NoneOffered />}
      {systems.data && systems.data.length > 0 && <Form organization={organization} systems={systems.data} />}
    </Page>
  );
}

/** Why there is nothing to choose, and how one comes to a system user else. */
function NoneOffered() {
  const words = useSystemTexts().t.systems.offered;
  return (
    <Empty title={words.none} text={words.help}>
      <HowOneBegins />
    </Empty>
  );
}

type Faults = Partial<Record<'system' | 'name', string>>;

function Form(props: { readonly organization: Organization; readonly systems: readonly OfferedSystem[] }) {
  const { t, language } = useTexts();
  const { organization } = props;
  const say = useSay();
  const navigate = useNavigate();
  const create = useCreateSystemUser(organization.partyId);
  const kept = useKept(`system user ${organization.number}`, { systemId: '', name: '' });
  const { systemId, name } = kept.value;
  const system = props.systems.find((one) => one.systemId === systemId);
  const way = useSubmission<Faults>({
    none: {},
    check: () => ({
      ...(system ? {} : { system: t.ownUsers.systemRequired }),
      ...(name.trim() === '' ? { name: t.ownUsers.nameRequired } : {}),
    }),
    async send() {
      const { id, integrationTitle } = await create.mutateAsync({ systemId, integrationTitle: name.trim() });
      const path = `${OVERVIEW}/${pageSegment(id)}`;
      kept.clear();
      say(t.ownUsers.created(isolated(integrationTitle)), path);
      navigate(path);
      return undefined;
    },
    // The service names no field of this form.
    named: () => ({}),
  });
  return (
    <>
      <KeptNotice of={kept} />
      <SubmissionFaults of={way} />
      <form className="stack prose" noValidate onSubmit={way.submit}>
        <RequiredNote />
        <OfferedSystems
          organization={organization.number}
          systems={props.systems}
          chosen={systemId}
          error={way.faults.system}
          onChoose={(one) => kept.set({ systemId: one.systemId, name: rawWordsOf(one.name, language) ?? one.systemId })}
        />
        {system && <Gets system={system} />}
        <Textfield
          id="name"
          label={`${t.ownUsers.name} *`}
          description={t.ownUsers.nameHelp}
          value={name}
          error={way.faults.name}
          maxLength={255}
          aria-required="true"
          autoComplete="off"
          onChange={(event) => kept.set({ systemId, name: event.target.value })}
        />
        <div className="row">
          <Button type="submit" loading={way.busy}>
            {t.ownUsers.create}
          </Button>
          <Button asChild variant="secondary">
            <Link to={OVERVIEW} onClick={kept.clear}>
              {t.common.cancel}
            </Link>
          </Button>
        </div>
      </form>
    </>
  );
}

/** What the system will be able to do, and what it will not. */
function Gets({ system }: { readonly system: OfferedSystem }) {
  const { t, language } = useTexts();
  const name = wordsOf(system.name, language) ?? system.systemId;
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.ownUsers.mayDo(name)}
      </Heading>
      <Wanted request={system} />
      <Paragraph>{t.ownUsers.mayNot(name)}</Paragraph>
    </section>
  );
}
