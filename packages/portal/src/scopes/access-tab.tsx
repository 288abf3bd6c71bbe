import { Button, Paragraph, Table, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useRef, useState } from 'react';
import {
  organizationName,
  useAccesses,
  useGiveAccess,
  useOrganizationName,
  useTakeAccess,
} from '../api/selfservice.ts';
import type { ScopeAccess } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useSay } from '../components/status.tsx';
import { useTexts } from '../texts/index.tsx';

interface OfScope {
  readonly organization: string;
  readonly scope: string;
}

/** The organisations that may use a scope: list, add by number, remove. */
export function AccessTab({ organization, scope }: OfScope) {
  const { t } = useTexts();
  const accesses = useAccesses(organization, scope);
  const granted = (accesses.data ?? []).filter(({ state }) => state === 'APPROVED');
  return (
    <div className="stack">
      <Paragraph>{t.scopes.accessLead}</Paragraph>
      {accesses.isPending && <Loading />}
      {accesses.isError && <Failure error={accesses.error} retry={accesses.refetch} />}
      {accesses.isSuccess && granted.length === 0 && <Paragraph>{t.scopes.accessEmpty}</Paragraph>}
      {granted.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="scrolling" tabIndex={0} aria-label={t.scopes.accessCaption}>
          <Table border>
            <caption className="ds-sr-only">{t.scopes.accessCaption}</caption>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell scope="col">{t.scopes.organization}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.scopes.number}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t.scopes.since}</Table.HeaderCell>
                <Table.HeaderCell scope="col">
                  <span className="ds-sr-only">{t.common.remove}</span>
                </Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {granted.map((access) => (
                <Access key={access.consumer_orgno} organization={organization} scope={scope} access={access} />
              ))}
            </Table.Body>
          </Table>
        </section>
      )}
      <GiveForm organization={organization} scope={scope} />
    </div>
  );
}

function Access({ organization, scope, access }: OfScope & { readonly access: ScopeAccess }) {
  const { t, day } = useTexts();
  const say = useSay();
  const take = useTakeAccess(organization, scope);
  const number = access.consumer_orgno;
  const name = useOrganizationName(number, organization).data ?? number;
  return (
    <Table.Row>
      <Table.HeaderCell scope="row">{name}</Table.HeaderCell>
      <Table.Cell>{number}</Table.Cell>
      <Table.Cell>{day(access.created)}</Table.Cell>
      <Table.Cell>
        <ConfirmButton
          label={t.common.remove}
          ariaLabel={t.scopes.takeLabel(name)}
          title={t.scopes.takeTitle}
          text={t.scopes.takeText(name)}
          size="sm"
          onConfirm={async () => {
            await take.mutateAsync(number);
            say(t.scopes.taken(name));
          }}
        />
      </Table.Cell>
    </Table.Row>
  );
}

function GiveForm({ organization, scope }: OfScope) {
  const { t } = useTexts();
  const say = useSay();
  const give = useGiveAccess(organization, scope);
  const box = useRef<HTMLInputElement>(null);
  const [number, setNumber] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const digits = number.replaceAll(/\s/g, '');
    if (!/^\d{9}$/.test(digits)) {
      setFault(t.scopes.numberInvalid);
      return box.current?.focus();
    }
    setFault(undefined);
    try {
      await give.mutateAsync(digits);
      say(t.scopes.given((await organizationName(digits, organization)) ?? digits));
      setNumber('');
    } catch {
      // The mutation keeps the error, and it is shown below.
    }
  };
  return (
    <form className="stack tight prose" noValidate onSubmit={(event) => void submit(event)}>
      <Textfield
        ref={box}
        label={t.scopes.number}
        description={t.scopes.giveHelp}
        value={number}
        error={fault}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => setNumber(event.target.value)}
      />
      {give.isError && <Failure error={give.error} />}
      <div className="row">
        <Button type="submit" loading={give.isPending}>
          {t.scopes.give}
        </Button>
      </div>
    </form>
  );
}
