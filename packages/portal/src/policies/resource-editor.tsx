import { Button, Paragraph } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useResource } from '../api/altinn.ts';
import { ApiFailure } from '../api/http.ts';
import { useSaveResource, useServiceOwner } from '../api/resources.ts';
import { Detail, orMissing } from '../components/detail.tsx';
import { Empty } from '../components/empty.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { IdLine } from '../components/id-line.tsx';
import { LastPart } from '../components/last-part.tsx';
import { Late } from '../components/late.tsx';
import { Loading } from '../components/loading.tsx';
import { NotThereBox } from '../components/not-there.tsx';
import { ToOtherOrganization } from '../components/other-organization.tsx';
import { Page } from '../components/page.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { wordsOf } from '../system-users/words.ts';
import { isolated } from '../texts/names.ts';
import { DeleteResource } from './delete-resource.tsx';
import { ResourceFieldsets } from './resource-fields.tsx';
import {
  EMPTY_RESOURCE,
  type Fault,
  fieldsOf,
  identifierFault,
  type ResourceFields,
  recordOf,
  refusedFields,
  resourceFaults,
  startOf,
} from './resource-form.ts';
import { useTexts } from './words.ts';

type Stored = NonNullable<ReturnType<typeof useResource>['data']>;

/** Where a service owner adds a resource. */
export function NewResourcePage() {
  const { t } = useTexts();
  const [query] = useSearchParams();
  return (
    <WithOrganization>
      {(organization) => (
        <Page title={t.owned.newTitle} lead={t.owned.newLead}>
          <ForOwner
            key={`${organization.number} ${query}`}
            organization={organization}
            stored={undefined}
            start={startOf(query)}
          />
        </Page>
      )}
    </WithOrganization>
  );
}

/** Where the owner changes what a resource says of itself, or deletes it. */
export function EditResourcePage() {
  const { t, language } = useTexts();
  const [query] = useSearchParams();
  const id = query.get('resource') ?? '';
  const resource = useResource(id);
  return (
    <WithOrganization>
      {(organization) => (
        <Detail
          of={orMissing(resource)}
          what="resource"
          shape="form"
          kind={t.common.kinds.resource}
          id={[t.resources.id, id]}
        >
          {(stored) => (
            <Page title={t.owned.editTitle(wordsOf(stored.title, language) ?? id)} lead={t.owned.editLead}>
              <IdLine name={t.resources.id} value={id} />
              <ForOwner
                // What another has stored is taken up only when the writer asks for it.
                key={`${organization.number} ${id}`}
                organization={organization}
                stored={stored}
                readAnew={() => resource.refetch()}
              />
            </Page>
          )}
        </Detail>
      )}
    </WithOrganization>
  );
}

interface EditorProps {
  readonly organization: Organization;
  /** undefined: the resource is new. */
  readonly stored: Stored | undefined;
  /** Of a new one, what is known already. */
  readonly start?: ResourceFields;
  readonly readAnew?: () => Promise<unknown>;
}

function ForOwner(props: EditorProps) {
  const { t } = useTexts();
  const owner = useServiceOwner(props.organization.number);
  const [round, setRound] = useState(0);
  if (owner.isPending) return <Loading as="form" />;
  if (owner.isLoadingError) return <NotLoaded what="owner" error={owner.error} retry={owner.refetch} />;
  if (owner.data === null) return <Empty title={t.owned.noOwner} text={t.owned.noOwnerHelp} />;
  const isOwn =
    props.stored === undefined || props.stored.hasCompetentAuthority.organization === owner.data.organization;
  if (!isOwn)
    return (
      <NotThereBox>
        <Paragraph>{t.common.notAllowed}</Paragraph>
        <ToOtherOrganization />
      </NotThereBox>
    );
  const readAnew = async () => {
    await props.readAnew?.();
    setRound(round + 1);
  };
  return <Editor {...props} key={round} orgcode={owner.data.orgcode} readAnew={readAnew} />;
}

/** The state of the form, and what becomes of it when it is sent. */
function useEditor({
  organization,
  stored,
  start = EMPTY_RESOURCE,
  orgcode,
}: EditorProps & { readonly orgcode: string }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const save = useSaveResource(organization.number);
  const about = stored?.identifier ?? (start === EMPTY_RESOURCE ? '' : `of ${start.scopes}`);
  const kept = useKept(`resource ${organization.number} ${about}`, {
    fields: stored ? fieldsOf(stored) : start,
    version: stored?.versionId ?? 0,
  });
  const { fields, version } = kept.value;
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [attempt, setAttempt] = useState(0);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = [...(stored ? [] : identifierFault(fields, orgcode, t)), ...resourceFaults(fields, t)];
    setFaults(found);
    setAttempt(attempt + 1);
    if (found.length > 0 || save.isPending) return;
    try {
      const sent = { record: recordOf(fields, stored), version: stored && version };
      const { identifier } = await save.mutateAsync(sent);
      kept.clear();
      const path = `/resources/policy?resource=${encodeURIComponent(identifier)}`;
      say(stored ? t.owned.changed : t.owned.added, path);
      navigate(path);
    } catch (error) {
      if (error instanceof ApiFailure) setFaults(refusedFields(error.fields, t));
    }
  };
  return { kept, fields, faults, attempt, submit, save };
}

function Editor(props: EditorProps & { readonly orgcode: string; readonly readAnew: () => Promise<void> }) {
  const { t } = useTexts();
  const { organization, stored, orgcode } = props;
  const navigate = useNavigate();
  const { kept, fields, faults, attempt, submit, save } = useEditor(props);
  const isLate = save.error instanceof ApiFailure && save.error.status === 412;
  return (
    <div className="stack">
      <KeptNotice of={kept} />
      <FaultSummary faults={faults} attempt={attempt} />
      {isLate && (
        <Late
          text={t.owned.conflict}
          label={t.owned.takeTheirs}
          onTake={() => {
            kept.clear();
            void props.readAnew();
          }}
        />
      )}
      {save.isError && !isLate && faults.length === 0 && <Failure error={save.error} />}
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <RequiredNote />
        <Facts
          of={[
            [t.owned.owner, `${isolated(organization.name)} (${orgcode})`],
            ...(stored ? [[t.owned.versionId, String(stored.versionId)] as const] : []),
          ]}
        />
        <ResourceFieldsets
          fields={fields}
          faults={faults}
          isNew={stored === undefined}
          orgcode={orgcode}
          onChange={(part) => kept.set((before) => ({ ...before, fields: { ...before.fields, ...part } }))}
        />
        <div className="row save-bar">
          <Button type="submit" loading={save.isPending}>
            {stored ? t.owned.save : t.owned.add}
          </Button>
          <Button
            type="button"
            variant="secondary"
            onClick={() => {
              kept.clear();
              navigate('/resources');
            }}
          >
            {t.common.cancel}
          </Button>
        </div>
      </form>
      {stored && (
        <LastPart gone={t.owned.deleteText}>
          <DeleteResource organization={organization.number} resource={stored} onDone={kept.clear} />
        </LastPart>
      )}
    </div>
  );
}
