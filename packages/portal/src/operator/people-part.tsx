import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { makeCode, type Operator, useOperators, useRemoveOperator } from '../api/operator.ts';
import { useAttempt } from '../components/attempt.ts';
import { Command } from '../components/command.tsx';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { isolated } from '../texts/names.ts';
import { useTexts } from './words.ts';

/** Who operates the platform, and how another comes to. */
export function PeoplePart() {
  const { t } = useTexts();
  const operators = useOperators();
  const words = t.operator.people;
  return (
    <section className="stack">
      <Heading level={2} data-size="sm">
        {words.title}
      </Heading>
      <Paragraph className="prose">{words.lead}</Paragraph>
      {operators.isPending && <Loading as="table" />}
      {operators.isError && <NotLoaded what="operators" error={operators.error} retry={operators.refetch} />}
      {operators.isSuccess && operators.data.length === 0 && <Paragraph>{words.empty}</Paragraph>}
      {operators.isSuccess && operators.data.length > 0 && <OperatorTable of={operators.data} />}
      <NewCode />
    </section>
  );
}

function OperatorTable({ of }: { readonly of: readonly Operator[] }) {
  const { t } = useTexts();
  const say = useSay();
  const remove = useRemoveOperator();
  const words = t.operator.people;
  return (
    <DataTable
      caption={words.caption}
      rows={of}
      keyOf={({ id }) => id}
      columns={[
        { name: words.name, kind: 'row', cell: ({ name }) => <Name of={name} /> },
        { name: words.since, cell: ({ since }) => <Time of={since} as="day" /> },
        {
          name: words.remove,
          kind: 'action',
          cell: ({ id, name }) => (
            <ConfirmButton
              label={words.remove}
              ariaLabel={words.removeLabel(isolated(name))}
              size="sm"
              title={words.removeTitle(isolated(name))}
              text={words.removeText}
              onConfirm={async () => {
                await remove.mutateAsync(id);
                say(words.removed(isolated(name)));
              }}
            />
          ),
        },
      ]}
    />
  );
}

/** The code lives in this place alone, and goes with the page. */
function NewCode() {
  const { t, moment } = useTexts();
  const { busy, error, run } = useAttempt();
  const [made, setMade] = useState<Awaited<ReturnType<typeof makeCode>>>();
  const words = t.operator.people;
  return (
    <div className="prose">
      {error !== undefined && <Failure error={error} />}
      <div role="status" className="told-above">
        {made !== undefined && (
          <Alert data-color="info">
            <div className="stack tight">
              <Heading level={3} data-size="2xs">
                {words.code}
              </Heading>
              <Paragraph data-size="sm">{words.codeHelp(moment(made.expires))}</Paragraph>
              <Command of={made.code} label={words.code} />
            </div>
          </Alert>
        )}
      </div>
      <div className="row">
        <Button variant="secondary" loading={busy} onClick={() => void run(async () => setMade(await makeCode()))}>
          {words.make}
        </Button>
      </div>
    </div>
  );
}
