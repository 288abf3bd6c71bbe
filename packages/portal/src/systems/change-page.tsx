import { Button, Heading, Paragraph, Select } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { type CustomersUser, type OwnSystem, useAskForChange, useLife } from '../api/vendor.ts';
import { DataTable } from '../components/data-table.tsx';
import { Detail, orMissing } from '../components/detail.tsx';
import { Empty } from '../components/empty.tsx';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useOrganizationNames } from '../organizations/organization-names.ts';
import { resourceIds, wordsOf } from '../system-users/words.ts';
import { changeBody, type Holding, holdings, WISHES, type Wish } from './change-form.ts';
import { nameIn, usePackageChoices, useResourceChoices } from './choices.ts';
import { WithSystem } from './with-system.tsx';
import { useTexts } from './words.ts';

export function ChangePage() {
  const { t } = useTexts();
  return (
    <WithSystem below={t.systems.change.title}>
      {(vendor, system) => <Change vendor={vendor} system={system} />}
    </WithSystem>
  );
}

interface OfSystem {
  readonly vendor: string;
  readonly system: OwnSystem;
}

/** A vendor asks a customer to change what a system user may do. */
function Change({ vendor, system }: OfSystem) {
  const { t, language } = useTexts();
  const { userId = '' } = useParams();
  const life = useLife(vendor, system.id);
  const user = life.data?.users.find(({ id, isDeleted }) => id === userId && !isDeleted);
  const nameOf = useOrganizationNames(user ? [user.reporteeOrgNo] : [], vendor);
  const name = wordsOf(system.name, language) ?? system.id;
  const above = { to: `/systems/${pageSegment(system.id)}?tab=users`, name };
  const found = {
    ...life,
    data: life.data && (user ? { user, holds: holdings(user, life.data) } : null),
  };
  return (
    <Detail of={orMissing(found)} what="systemUser" shape="table" kind={t.systems.change.title} above={above}>
      {(of) => (
        <Page
          above={above}
          title={t.systems.change.titleFor(nameOf(of.user.reporteeOrgNo))}
          lead={t.systems.change.lead(name, nameOf(of.user.reporteeOrgNo))}
        >
          <ChangeForm vendor={vendor} system={system} {...of} />
        </Page>
      )}
    </Detail>
  );
}

function ChangeForm(props: OfSystem & { readonly user: CustomersUser; readonly holds: (row: string) => Holding }) {
  const { vendor, system, user, holds } = props;
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const ask = useAskForChange(vendor);
  const back = `/systems/${pageSegment(system.id)}?tab=requests`;
  const kept = useKept<Readonly<Record<string, Wish>>>(`change ${user.id}`, {});
  const [fault, setFault] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = changeBody(system, kept.value);
    const asksForNothing = Object.values(body).every((list) => list.length === 0);
    setFault(asksForNothing ? t.systems.change.nothing : undefined);
    setAttempt(attempt + 1);
    if (asksForNothing || ask.isPending) return;
    await ask.mutateAsync({ systemUserId: user.id, body }).then(
      (asked) => {
        kept.clear();
        say(asked ? t.systems.ask.done : t.systems.change.unneeded, back);
        navigate(back);
      },
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  };
  const rows = [...system.accessPackages.map(({ urn }) => urn), ...resourceIds(system.rights)];
  if (rows.length === 0) return <Empty title={t.systems.change.nothingInSystem} />;
  return (
    <form className="stack prose" noValidate onSubmit={(event) => void submit(event)}>
      <KeptNotice of={kept} />
      <FaultSummary faults={fault === undefined ? [] : [{ field: 'wish-0', message: fault }]} attempt={attempt} />
      {ask.isError && <Failure error={ask.error} />}
      {rows.some((row) => holds(row) === 'unknown') && <Paragraph>{t.systems.change.unknownHelp}</Paragraph>}
      <Wishes
        rows={rows}
        isPackage={(row) => system.accessPackages.some(({ urn }) => urn === row)}
        holds={holds}
        wishes={kept.value}
        onChange={kept.set}
      />
      <div className="row">
        <Button type="submit" loading={ask.isPending}>
          {t.systems.change.send}
        </Button>
        <Button asChild variant="secondary">
          <Link to={back} onClick={kept.clear}>
            {t.common.cancel}
          </Link>
        </Button>
      </div>
    </form>
  );
}

/** What the system has, each with what is wished for it. */
function Wishes(props: {
  readonly rows: readonly string[];
  readonly isPackage: (row: string) => boolean;
  readonly holds: (row: string) => Holding;
  readonly wishes: Readonly<Record<string, Wish>>;
  readonly onChange: (wishes: Readonly<Record<string, Wish>>) => void;
}) {
  const { t } = useTexts();
  const choices = [...usePackageChoices().all, ...useResourceChoices().all];
  const words = t.systems.change;
  const { isPackage } = props;
  return (
    <>
      <Heading level={2} data-size="xs">
        {words.caption}
      </Heading>
      <DataTable
        caption={words.caption}
        rows={props.rows}
        keyOf={(row) => row}
        columns={[
          {
            name: words.what,
            kind: 'row',
            cell: (row) => (
              <>
                <span className="long">{nameIn(choices, row)}</span>
                <div className="subtle">{isPackage(row) ? words.kinds.package : words.kinds.resource}</div>
              </>
            ),
          },
          { name: words.has, cell: (row) => words.holds[props.holds(row)] },
          {
            name: words.wish,
            cell: (row, index) => (
              <Select
                id={`wish-${index}`}
                data-size="sm"
                aria-label={words.wishFor(nameIn(choices, row))}
                value={props.wishes[row] ?? 'same'}
                onChange={(event) =>
                  props.onChange({
                    ...props.wishes,
                    [row]: WISHES.find((one) => one === event.target.value) ?? 'same',
                  })
                }
              >
                {WISHES.map((one) => (
                  <Select.Option key={one} value={one}>
                    {words.wishes[one === 'same' && props.holds(row) === 'no' ? 'without' : one]}
                  </Select.Option>
                ))}
              </Select>
            ),
          },
        ]}
      />
    </>
  );
}
