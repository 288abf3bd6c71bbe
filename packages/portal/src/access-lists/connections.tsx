import { Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useState } from 'react';
import { useConnectList, useDisconnectList } from '../api/access-lists.ts';
import { useAttempt } from '../components/attempt.ts';
import { Failure } from '../components/failure.tsx';
import { type Done, Undo } from '../components/undo.tsx';
import { isolated } from '../texts/names.ts';
import { type Choice, ConnectForm } from './connect.tsx';
import { useTexts } from './words.ts';

/** What is connected to the list, or to the resource, that the page is of. */
export interface Connection extends Choice {
  readonly actions: readonly string[];
}

/**
 * What is connected, and the form that connects more. A disconnection is done at once, and can be undone.
 * @param props.pairOf the list and the resource that a connection joins
 * @param props.choices what could be connected, with what is
 * @param props.none said when nothing is left to connect
 */
export function Connections<One extends Connection>(props: {
  readonly organization: string;
  readonly pairOf: (id: string) => { readonly list: string; readonly resource: string };
  readonly connected: readonly One[];
  readonly table: (onDisconnect: (one: One) => void) => ReactNode;
  readonly choices: readonly Choice[];
  readonly none: string;
  readonly form: Pick<Parameters<typeof ConnectForm>[0], 'keptAs' | 'title' | 'label' | 'choose' | 'missing'>;
}) {
  const { t } = useTexts();
  const { connected, form, pairOf } = props;
  const words = t.accessLists.resource;
  const connect = useConnectList(props.organization);
  const disconnect = useDisconnectList(props.organization);
  const [done, setDone] = useState<Done<One>>();
  const { busy, error, run } = useAttempt();
  const part = async (one: One) => {
    await disconnect.mutateAsync(pairOf(one.id));
    setDone({ text: words.disconnected(isolated(one.name)), change: one });
  };
  const join = async ({ id, actions }: Connection, text: string) => {
    await connect.mutateAsync({ ...pairOf(id), actions });
    setDone({ text });
  };
  const free = props.choices.filter(({ id }) => !connected.some((one) => one.id === id));
  return (
    <>
      <Undo
        of={done}
        label={t.accessLists.undo}
        busy={busy}
        onUndo={(one) => void run(() => join(one, words.again(isolated(one.name))))}
      />
      {error !== undefined && <Failure error={error} />}
      {props.table((one) => void run(() => part(one)))}
      {free.length === 0 ? (
        <Paragraph>{props.none}</Paragraph>
      ) : (
        <ConnectForm
          {...form}
          choices={free}
          onConnect={(chosen, actions) => join({ ...chosen, actions }, words.connected(isolated(chosen.name)))}
        />
      )}
    </>
  );
}
