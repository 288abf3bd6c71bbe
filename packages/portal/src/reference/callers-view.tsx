import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import type { Access } from '@portvakt/platform/testing/operations';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type Fitting, fits, fittingFor, type Identity, scopesOf } from './callers.ts';
import type { Operation } from './document.ts';
import { useIdentity } from './identity.tsx';
import type { Words } from './nb.ts';
import { beOrganization, bePerson, findParties, numberOf, VENDOR } from './sandbox.ts';
import { useWords } from './words.tsx';

/** Who may call, with which scopes; and log-ins that make one of them, with one click. */
export function CallersView(props: {
  readonly operation: Operation;
  readonly makesTokens: boolean;
  readonly onLogIn: () => void;
}) {
  const { t } = useWords();
  const { access } = props.operation;
  const scopes = scopesOf(access);
  const fitting = fittingFor(access);
  return (
    <section className="stack tight callers">
      <Heading level={2} data-size="xs">
        {t.operation.who}
      </Heading>
      <Paragraph data-size="sm">{inWords(access, t)}</Paragraph>
      {scopes.length > 0 && (
        <div className="small">
          {scopes.length === 1 ? t.operation.oneScope : t.operation.anyScope}
          <ul className="scopes">
            {scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {fitting && <LogIns {...props} fitting={fitting} />}
    </section>
  );
}

function LogIns(props: { readonly fitting: Fitting; readonly makesTokens: boolean; readonly onLogIn: () => void }) {
  const { t } = useWords();
  const { fitting, makesTokens, onLogIn } = props;
  const { identity, setIdentity } = useIdentity();
  const becoming = useMutation({ mutationFn: (be: () => Promise<Identity>) => be(), onSuccess: setIdentity });
  const isFit = identity !== undefined && fits(identity, fitting);
  const suggested = useSuggestions(fitting, makesTokens && !isFit);
  return (
    <div className="stack tight">
      <div role="status" className="small">
        {identity && <strong>{isFit ? t.operation.put(identity.name) : t.operation.misfit(identity.name)}</strong>}
      </div>
      <div className="row">
        {suggested.map(({ name, be }) => (
          <Button
            key={name}
            variant="secondary"
            data-size="sm"
            disabled={becoming.isPending}
            onClick={() => becoming.mutate(be)}
          >
            {t.operation.logInAs(name)}
          </Button>
        ))}
        <Button variant="tertiary" data-size="sm" onClick={onLogIn}>
          {makesTokens ? t.operation.others : t.operation.bring}
        </Button>
      </div>
      {becoming.isError && (
        <Alert data-color="danger" data-size="sm" role="alert">
          <span lang="en">{becoming.error.message}</span>
        </Alert>
      )}
    </div>
  );
}

interface Suggestion {
  readonly name: string;
  readonly be: () => Promise<Identity>;
}

/** The first person, and the first organisation that may use one of the scopes. */
function useSuggestions({ person, organization }: Fitting, enabled: boolean): readonly Suggestion[] {
  const persons = useQuery({
    queryKey: ['parties', 'person', '', ''],
    queryFn: ({ signal }) => findParties('person', '', [], signal),
    enabled: enabled && person,
  });
  const scopes = organization?.scopes ?? [];
  const organizations = useQuery({
    queryKey: ['parties', 'organization', '', scopes.join(' ')],
    queryFn: ({ signal }) => findParties('organization', '', scopes, signal),
    enabled: enabled && organization !== undefined,
  });
  if (!enabled) return [];
  const all: Suggestion[] = [];
  if (organization) {
    const vendor = organizations.data?.find((one) => organization.isVendor && numberOf(one) === VENDOR);
    const line = vendor ?? organizations.data?.[0];
    if (line) all.push({ name: line.name, be: () => beOrganization(line, organization.issuer) });
  }
  const someone = person ? persons.data?.[0] : undefined;
  if (someone) all.push({ name: someone.name, be: () => bePerson(someone) });
  return all;
}

function inWords(access: Access, { who: t }: Words): string {
  switch (access.who) {
    case 'anyone':
    case 'local':
    case 'sandbox':
    case 'person':
    case 'vendor':
    case 'platform':
    case 'operator':
      return t[access.who];
    case 'token': {
      const [issuer, other] = access.issuers ?? ['altinn', 'maskinporten'];
      return issuer !== undefined && other === undefined ? t.tokenOf[issuer] : t.tokenOf.both;
    }
    case 'party':
      return t.party(access.action, access.resource);
    case 'administrator':
      return t.administrator(access.right);
    case 'permit':
      return t.permit(access.actions.join(', '));
    case 'upstream':
      return t.upstream(access.providers.join(', '));
  }
}
