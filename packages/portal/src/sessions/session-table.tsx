import { type OpenSession, useEndSession } from '../api/sessions.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { State } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { useTexts } from './words.ts';

/** Where somebody is logged in. @param person whose; left out = one's own */
export function SessionTable({ of, person }: { readonly of: readonly OpenSession[]; readonly person?: string }) {
  const { t, moment } = useTexts();
  const words = t.sessions;
  const named = ({ browser, system }: OpenSession) =>
    browser === null ? (system ?? words.unknown) : system === null ? browser : words.on(browser, system);
  return (
    <DataTable
      caption={words.caption}
      rows={of}
      keyOf={({ id }) => id}
      columns={[
        {
          name: words.browser,
          kind: 'row',
          cell: (session) => (
            <span className="row tight">
              {named(session)}
              {session.isThis && <State kind="good">{words.here}</State>}
            </span>
          ),
        },
        { name: words.begun, cell: ({ begun }) => <Time of={begun} /> },
        { name: words.used, cell: ({ lastUsed }) => <Time of={lastUsed} /> },
        { name: words.level, cell: ({ level }) => words.levels[level] ?? <code>{level}</code> },
        {
          name: words.end,
          kind: 'action',
          cell: (session) =>
            !session.isThis && (
              <EndButton
                id={session.id}
                what={named(session)}
                time={moment(session.begun)}
                {...(person === undefined ? {} : { person })}
              />
            ),
        },
      ]}
    />
  );
}

function EndButton(props: {
  readonly id: string;
  readonly what: string;
  readonly time: string;
  readonly person?: string;
}) {
  const { t } = useTexts();
  const say = useSay();
  const end = useEndSession(props.person);
  const words = t.sessions;
  return (
    <ConfirmButton
      label={words.end}
      ariaLabel={words.endLabel(props.what, props.time)}
      size="sm"
      title={words.endTitle(props.what)}
      text={words.endText}
      onConfirm={async () => {
        await end.mutateAsync(props.id);
        say(words.ended);
      }}
    />
  );
}
