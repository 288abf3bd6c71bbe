import {
  Alert,
  Button,
  Dialog,
  Field,
  Heading,
  Label,
  Paragraph,
  Search,
  Select,
  Tabs,
  Textfield,
} from '@digdir/designsystemet-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { type Fitting, fittingFor, type Identity, type Issuer } from './callers.ts';
import type { Operation } from './document.ts';
import { useIdentity } from './identity.tsx';
import { beClient, beOrganization, bePerson, findClients, findParties, numberOf } from './sandbox.ts';
import { useWords } from './words.tsx';

type Become = (be: () => Promise<Identity>) => void;

/** Where one becomes somebody. @param operation whose needs are thought of */
export function LogInDialog(props: {
  readonly makesTokens: boolean;
  readonly operation: Operation | undefined;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { makesTokens, operation, onClose } = props;
  const { setIdentity } = useIdentity();
  const fitting = operation && fittingFor(operation.access);
  const becoming = useMutation({
    mutationFn: (be: () => Promise<Identity>) => be(),
    onSuccess: (identity) => {
      setIdentity(identity);
      onClose();
    },
  });
  const become: Become = (be) => becoming.mutate(be);
  return (
    <Dialog open onClose={onClose} closeButton={t.logIn.close} aria-labelledby="log-in-title" className="log-in">
      <Heading level={2} data-size="sm" id="log-in-title">
        {t.logIn.title}
      </Heading>
      <div className="stack">
        {makesTokens ? (
          <Ways fitting={fitting} become={become} />
        ) : (
          <>
            <Paragraph data-size="sm">{t.logIn.production}</Paragraph>
            <Pasted become={become} />
          </>
        )}
        {becoming.isError && (
          <Alert data-color="danger" data-size="sm" role="alert">
            <span lang="en">{becoming.error.message}</span>
          </Alert>
        )}
      </div>
    </Dialog>
  );
}

function Ways({ fitting, become }: { readonly fitting: Fitting | undefined; readonly become: Become }) {
  const { t } = useWords();
  const first = fitting && !fitting.person ? 'organization' : 'person';
  return (
    <Tabs defaultValue={first} data-size="sm">
      <Tabs.List>
        <Tabs.Tab value="person">{t.logIn.person}</Tabs.Tab>
        <Tabs.Tab value="organization">{t.logIn.organization}</Tabs.Tab>
        <Tabs.Tab value="client">{t.logIn.client}</Tabs.Tab>
        <Tabs.Tab value="pasted">{t.logIn.pasted}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="person">
        <Persons become={become} />
      </Tabs.Panel>
      <Tabs.Panel value="organization">
        <Organizations offered={fitting?.organization} become={become} />
      </Tabs.Panel>
      <Tabs.Panel value="client">
        <Clients offered={fitting?.organization} become={become} />
      </Tabs.Panel>
      <Tabs.Panel value="pasted">
        <Pasted become={become} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Persons({ become }: { readonly become: Become }) {
  const { t } = useWords();
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const { data } = useQuery({
    queryKey: ['parties', 'person', wanted, ''],
    queryFn: ({ signal }) => findParties('person', wanted, [], signal),
  });
  return (
    <div className="stack tight">
      <Finder value={query} onChange={setQuery} />
      <Choices
        all={data?.map((party) => ({
          key: numberOf(party),
          name: party.name,
          detail: numberOf(party),
          choose: () => become(() => bePerson(party)),
        }))}
        none={t.logIn.nobody}
      />
    </div>
  );
}

function Organizations({ offered, become }: { readonly offered: Fitting['organization']; readonly become: Become }) {
  const { t } = useWords();
  const [query, setQuery] = useState('');
  const [scopeText, setScopeText] = useState('altinn:instances.read altinn:instances.write');
  const [issuer, setIssuer] = useState<Issuer>(offered?.issuer ?? 'altinn');
  const wanted = useDeferredValue(query);
  const typed = useDeferredValue(scopeText);
  const scopes = offered?.scopes ?? typed.split(/\s+/).filter(Boolean);
  const { data } = useQuery({
    queryKey: ['parties', 'organization', wanted, scopes.join(' ')],
    queryFn: ({ signal }) => findParties('organization', wanted, scopes, signal),
    enabled: scopes.length > 0,
  });
  return (
    <div className="stack tight">
      {offered ? (
        <Paragraph data-size="sm" className="long">
          {t.logIn.offered(scopes.join(' '))}
        </Paragraph>
      ) : (
        <Textfield
          data-size="sm"
          label={t.logIn.scopes}
          value={scopeText}
          onChange={({ target }) => setScopeText(target.value)}
        />
      )}
      {!offered && <IssuerChoice issuer={issuer} onChange={setIssuer} />}
      <Finder value={query} onChange={setQuery} />
      <Choices
        all={data?.map((party) => ({
          key: numberOf(party),
          name: party.name,
          detail: `${numberOf(party)} · ${(party.scopes ?? []).join(' ')}`,
          choose: () => become(() => beOrganization(party, issuer)),
        }))}
        none={query === '' ? t.logIn.none : t.logIn.nobody}
      />
    </div>
  );
}

function Clients({ offered, become }: { readonly offered: Fitting['organization']; readonly become: Become }) {
  const { t } = useWords();
  const [query, setQuery] = useState('');
  const [issuer, setIssuer] = useState<Issuer>(offered?.issuer ?? 'altinn');
  const wanted = useDeferredValue(query);
  const { data } = useQuery({
    queryKey: ['clients', wanted],
    queryFn: ({ signal }) => findClients(wanted, signal),
    // Somebody may have made one in the portal meanwhile.
    staleTime: 0,
  });
  return (
    <div className="stack tight">
      <IssuerChoice issuer={issuer} onChange={setIssuer} />
      <Finder value={query} onChange={setQuery} />
      <Choices
        all={data?.map((line) => ({
          key: line.clientId,
          name: line.name,
          detail: `${line.organization} · ${line.scopes.join(' ')}`,
          choose: () => become(() => beClient(line, issuer, offered?.scopes ?? [])),
        }))}
        none={t.logIn.noClients}
      />
    </div>
  );
}

function Pasted({ become }: { readonly become: Become }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const token = text.trim().replace(/^Bearer\s+/i, '');
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (token !== '') become(async () => ({ kind: 'pasted', name: t.logIn.pasted, token, scopes: [] }));
      }}
    >
      <Textfield
        multiline
        rows={4}
        data-size="sm"
        label={t.logIn.paste}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="row">
        <Button type="submit" data-size="sm">
          {t.logIn.use}
        </Button>
      </div>
    </form>
  );
}

function Finder({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useWords();
  return (
    <Field data-size="sm">
      <Label>{t.logIn.search}</Label>
      <Search>
        <Search.Input value={value} maxLength={100} onChange={({ target }) => onChange(target.value)} />
        <Search.Clear aria-label={t.find.clear} />
      </Search>
    </Field>
  );
}

const ISSUERS = { altinn: 'Altinn', maskinporten: 'Maskinporten' } as const;

function IssuerChoice({ issuer, onChange }: { readonly issuer: Issuer; readonly onChange: (issuer: Issuer) => void }) {
  const { t } = useWords();
  return (
    <Field data-size="sm">
      <Label>{t.logIn.issuer}</Label>
      <Select
        value={issuer}
        width="auto"
        onChange={({ target }) => onChange(target.value === 'maskinporten' ? 'maskinporten' : 'altinn')}
      >
        {Object.entries(ISSUERS).map(([value, name]) => (
          <Select.Option key={value} value={value}>
            {name}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

interface Choice {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  readonly choose: () => void;
}

function Choices({ all, none }: { readonly all: readonly Choice[] | undefined; readonly none: ReactNode }) {
  if (all?.length === 0) return <Paragraph data-size="sm">{none}</Paragraph>;
  return (
    <ul className="choices">
      {all?.map(({ key, name, detail, choose }) => (
        <li key={key}>
          <button type="button" onClick={choose}>
            <span className="choice-name">{name}</span>
            <span className="small long">{detail}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
