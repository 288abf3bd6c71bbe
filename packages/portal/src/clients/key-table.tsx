import { Paragraph } from '@digdir/designsystemet-react';
import type { KeyUse } from '../api/portal.ts';
import { DataTable } from '../components/data-table.tsx';
import { State } from '../components/state.tsx';
import { Time } from '../components/time.tsx';
import { KeyMenu } from './key-menu.tsx';
import { adviceWords, type KeyView, kindOfKey, wordsOfKey } from './key-view.ts';
import { useTexts } from './words.ts';

/** A row a key: how it stands, when it was used, how long it lives, and what can be done with it. */
export function KeyTable(props: {
  readonly views: readonly KeyView[];
  readonly use: KeyUse | undefined;
  readonly clientName: string;
  readonly clientId: string;
  readonly onRotate: (kid: string) => void;
  readonly onRemove: (kid: string) => Promise<unknown>;
}) {
  const { t, day } = useTexts();
  const { use } = props;
  return (
    <DataTable
      caption={t.keyTools.caption}
      rows={props.views}
      keyOf={({ kid }) => kid}
      columns={[
        {
          name: t.keyTools.key,
          kind: 'row',
          cell: ({ kid, key }) => <Name kid={kid} alg={key.alg} label={t.keyTools.algorithm} />,
        },
        { name: t.clients.state, cell: (view) => <Standing of={view} /> },
        {
          name: t.keyTools.lastUsed,
          cell: ({ lastUsed, created }) =>
            lastUsed !== undefined ? (
              <Time of={lastUsed} />
            ) : (
              use && (
                <span className="subtle">
                  {created >= Date.parse(use.from) ? t.clients.never : t.keyTools.notUsedSince(day(use.from))}
                </span>
              )
            ),
        },
        { name: t.keys.expires, cell: (view) => <Expiry of={view} /> },
        {
          name: t.keyTools.actions,
          kind: 'action',
          cell: (view) => <KeyMenu {...props} of={view} />,
        },
      ]}
    />
  );
}

const Name = ({ kid, alg, label }: { readonly kid: string; readonly alg: string; readonly label: string }) => (
  <span className="stack-lines">
    <code className="long">{kid}</code>
    <span className="subtle">
      {label}: {alg}
    </span>
  </span>
);

/** The day to put in a calendar, and how soon that is where it is. */
const Expiry = ({ of: { expires, standing } }: { readonly of: KeyView }) => (
  <span className="stack-lines">
    <Time of={expires} as="day" />
    {standing === 'soon' && (
      <span className="subtle">
        <Time of={expires} />
      </span>
    )}
  </span>
);

function Standing({ of: view }: { readonly of: KeyView }) {
  const { t, day } = useTexts();
  return (
    <div className="stack-lines">
      <State kind={kindOfKey(view)}>{wordsOfKey(view, t)}</State>
      {view.advice && (
        <Paragraph data-size="sm" className="long advice">
          {adviceWords(view.advice, t, day)}
        </Paragraph>
      )}
    </div>
  );
}
