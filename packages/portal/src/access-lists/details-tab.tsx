import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { type AccessList, useDeleteList, useSaveList } from '../api/access-lists.ts';
import { ApiFailure } from '../api/http.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { LastPart } from '../components/last-part.tsx';
import { Late } from '../components/late.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { isolated } from '../texts/names.ts';
import { ListFieldset } from './list-fields.tsx';
import { type ListFaults, listFaults, serverListFaults } from './list-form.ts';
import { LISTS } from './places.ts';
import { useTexts } from './words.ts';

interface OfList {
  readonly organization: string;
  readonly list: AccessList;
  readonly readAnew: () => Promise<unknown>;
}

/** What a list is called, and the way to delete it. */
export function DetailsTab(props: OfList) {
  const [round, setRound] = useState(0);
  const readAnew = async () => {
    await props.readAnew();
    setRound(round + 1);
  };
  return <Editor {...props} key={round} readAnew={readAnew} />;
}

function Editor({ organization, list, readAnew }: OfList) {
  const { t } = useTexts();
  const say = useSay();
  const save = useSaveList(organization);
  const kept = useKept(`access list ${organization} ${list.identifier}`, {
    // What another has stored is taken up only when the writer asks for it.
    version: list.version,
    fields: { name: list.name, identifier: list.identifier, description: list.description },
  });
  const { fields, version } = kept.value;
  const [isLate, setLate] = useState(false);
  const way = useSubmission<ListFaults>({
    none: {},
    check: () => listFaults(fields, t),
    async send() {
      const { name, description } = fields;
      setLate(false);
      try {
        const texts = { name: name.trim(), description: description.trim() };
        const stored = await save.mutateAsync({ list: list.identifier, version, ...texts });
        kept.set({ version: stored.version, fields });
        kept.clear();
        say(t.accessLists.saved);
      } catch (error) {
        if (!(error instanceof ApiFailure && error.status === 412)) throw error;
        setLate(true);
      }
      return undefined;
    },
    named: (named) => serverListFaults(named, t),
  });
  const take = () => {
    kept.clear();
    void readAnew();
  };
  return (
    <div className="stack">
      <KeptNotice of={kept} />
      {isLate && <Late text={t.accessLists.conflict} label={t.accessLists.takeTheirs} onTake={take} />}
      <SubmissionFaults of={way} />
      <form className="stack prose" noValidate onSubmit={way.submit}>
        <RequiredNote />
        <ListFieldset
          fields={fields}
          faults={way.faults}
          isNew={false}
          onChange={(next) => kept.set({ version, fields: next })}
        />
        <div className="row">
          <Button type="submit" loading={way.busy}>
            {t.common.save(t.things.accessList)}
          </Button>
        </div>
      </form>
      <LastPart gone={t.accessLists.removeText(list.members, list.resources.length)}>
        <Delete organization={organization} list={list} onDone={kept.clear} />
      </LastPart>
    </div>
  );
}

function Delete(props: Omit<OfList, 'readAnew'> & { readonly onDone: () => void }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const { identifier, version, members, resources } = props.list;
  const remove = useDeleteList(props.organization);
  const name = isolated(props.list.name);
  return (
    <ConfirmButton
      label={t.accessLists.remove}
      title={t.accessLists.removeTitle(name)}
      text={t.accessLists.removeText(members, resources.length)}
      onConfirm={async () => {
        await remove.mutateAsync({ list: identifier, version });
        props.onDone();
        say(t.accessLists.removed(name), LISTS);
        navigate(LISTS);
      }}
    />
  );
}
