import { Button, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink, useNavigate } from 'react-router';
import { useSaveList } from '../api/access-lists.ts';
import { ApiFailure } from '../api/http.ts';
import { Page } from '../components/page.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { ListFieldset } from './list-fields.tsx';
import { EMPTY_LIST, type ListFaults, listFaults, serverListFaults } from './list-form.ts';
import { ForOwner } from './owner.tsx';
import { LISTS } from './places.ts';
import { useTexts } from './words.ts';

/** Where a service owner makes an access list. */
export function NewAccessListPage() {
  const { t } = useTexts();
  return (
    <WithOrganization>
      {({ number }) => (
        <Page title={t.accessLists.new} above={{ to: LISTS, name: t.accessLists.title }} narrow>
          <ForOwner organization={number}>
            <Form key={number} organization={number} />
          </ForOwner>
        </Page>
      )}
    </WithOrganization>
  );
}

function Form({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const save = useSaveList(organization);
  const kept = useKept(`access list ${organization}`, EMPTY_LIST);
  const fields = kept.value;
  const way = useSubmission<ListFaults>({
    none: {},
    check: () => listFaults(fields, t),
    async send() {
      const list = fields.identifier.trim();
      const { name, description } = fields;
      try {
        await save.mutateAsync({ list, version: 0, name: name.trim(), description: description.trim() });
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 409) return { identifier: t.accessLists.faults.taken };
        throw error;
      }
      kept.clear();
      say(t.accessLists.created, `${LISTS}/${list}`);
      navigate(`${LISTS}/${list}`);
      return undefined;
    },
    named: (named) => serverListFaults(named, t),
  });
  return (
    <>
      <Paragraph>{t.accessLists.newLead}</Paragraph>
      <KeptNotice of={kept} />
      <SubmissionFaults of={way} />
      <form className="stack prose" noValidate onSubmit={way.submit}>
        <RequiredNote />
        <ListFieldset fields={fields} faults={way.faults} isNew onChange={kept.set} />
        <div className="row">
          <Button type="submit" loading={way.busy}>
            {t.accessLists.create}
          </Button>
          <Button asChild variant="secondary">
            <RouterLink to={LISTS} onClick={kept.clear}>
              {t.common.cancel}
            </RouterLink>
          </Button>
        </div>
      </form>
    </>
  );
}
