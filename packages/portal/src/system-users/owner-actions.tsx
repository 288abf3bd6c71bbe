import { Alert, Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useDelegations, useSystem } from '../api/altinn.ts';
import { useGiveAll, useRenameSystemUser } from '../api/own-users.ts';
import { useAccessPackages } from '../api/policies.ts';
import type { SystemUser } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { PackageList, RightList } from './access.tsx';
import { missingOf } from './missing.ts';
import { wordsOf } from './words.ts';

interface OfUser {
  readonly partyId: number;
  readonly user: SystemUser;
}

/** Gives a system user another name. What is written stays when it is refused. */
export function Rename({ partyId, user }: OfUser) {
  const { t } = useTexts();
  const say = useSay();
  const rename = useRenameSystemUser(partyId, user.id);
  const kept = useKept(`rename ${user.id}`, user.integrationTitle);
  const [fault, setFault] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const name = kept.value.trim();
    setFault(name === '' ? t.ownUsers.nameRequired : undefined);
    if (name === '' || rename.isPending) return;
    await rename.mutateAsync(name).then(
      () => {
        kept.clear();
        say(t.ownUsers.renamed(isolated(name)));
      },
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  };
  return (
    <form className="stack tight prose" noValidate onSubmit={(event) => void submit(event)}>
      <KeptNotice of={kept} />
      <Textfield
        label={t.ownUsers.name}
        value={kept.value}
        error={fault}
        maxLength={255}
        autoComplete="off"
        onChange={(event) => kept.set(event.target.value)}
      />
      {rename.isError && <Failure error={rename.error} />}
      <div className="row">
        <Button type="submit" variant="secondary" data-size="sm" loading={rename.isPending}>
          {t.ownUsers.rename}
        </Button>
      </div>
    </form>
  );
}

/** What the system asks for now and its standard system user lacks, with a way to give it all. */
export function Missing({ partyId, user }: OfUser) {
  const { t, language } = useTexts();
  const say = useSay();
  const give = useGiveAll(partyId, user.id);
  const system = useSystem(user.systemId).data;
  const has = useDelegations(partyId, user.id).data;
  const known = useAccessPackages().data;
  if (!system || !has || !known) return null;
  const { rights, packages } = missingOf(system, has, known);
  if (rights.length + packages.length === 0 && !give.isError) return null;
  const all = () =>
    give.mutateAsync(undefined).then(
      () => say(t.ownUsers.given),
      () => undefined,
    );
  return (
    <Alert data-color="info" className="prose">
      <div className="stack">
        <Heading level={2} data-size="2xs">
          {t.ownUsers.missing}
        </Heading>
        <Paragraph>{t.ownUsers.missingText(wordsOf(system.name, language) ?? user.systemId)}</Paragraph>
        <PackageList title={t.ownUsers.askedPackages} urns={packages} level={3} />
        <RightList title={t.ownUsers.askedRights} rights={rights} level={3} />
        <Paragraph>{t.ownUsers.changes}</Paragraph>
        {give.isError && <Failure error={give.error} />}
        <div className="row">
          <Button data-size="sm" loading={give.isPending} onClick={() => void all()}>
            {t.ownUsers.giveAll}
          </Button>
        </div>
      </div>
    </Alert>
  );
}
