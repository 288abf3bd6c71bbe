import { Alert, Paragraph } from '@digdir/designsystemet-react';
import { useResources } from '../api/authorization.ts';
import { useGiveScopes, useMayGiveScopes } from '../api/scope-holders.ts';
import { Combobox } from '../components/combobox.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { useKept } from '../drafts.tsx';
import { LookUpForm } from '../organizations/look-up-form.tsx';
import { WhyNotI } from '../playground/why-link.tsx';
import { wordsOf } from '../system-users/words.ts';
import { isolated } from '../texts/names.ts';
import { ScopeNames } from './held-table.tsx';
import { useTexts } from './words.ts';

interface Api {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** The resources by which scopes can be given. */
function useApis() {
  const { language } = useTexts();
  const resources = useResources();
  const apis = (resources.data ?? []).flatMap((one): Api[] => {
    const references = one.resourceType === 'MaskinportenSchema' ? (one.resourceReferences ?? []) : [];
    const scopes = references.flatMap((each) => (each.referenceType === 'MaskinportenScope' ? [each.reference] : []));
    return scopes.length === 0
      ? []
      : [{ id: one.identifier, name: wordsOf(one.title, language) ?? one.identifier, scopes }];
  });
  return { resources, apis };
}

/** Gives the scopes of an API to a supplier: first what, then to whom. */
export function GiveForm({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const { resources, apis } = useApis();
  const { value: written, set: setWritten, clear } = useKept(`give-scopes.${organization}`, '');
  const words = t.suppliers.give;
  if (resources.isPending) return <Loading as="form" />;
  if (resources.isLoadingError) return <NotLoaded what="apis" error={resources.error} retry={resources.refetch} />;
  if (apis.length === 0) return <Paragraph className="prose">{words.noApis}</Paragraph>;
  const api = apis.find(({ id }) => id === written);
  return (
    <div className="stack prose">
      <RequiredNote />
      <Combobox
        id="api-to-give"
        label={words.api}
        description={words.apiHelp}
        error={undefined}
        value={written}
        choices={apis.map(({ id, name, scopes }) => ({ value: id, label: name, detail: scopes.join(' ') }))}
        onChange={setWritten}
      />
      {api && <ToWhom key={api.id} organization={organization} api={api} onGiven={clear} />}
    </div>
  );
}

function ToWhom(props: { readonly organization: string; readonly api: Api; readonly onGiven: () => void }) {
  const { organization, api, onGiven } = props;
  const { t } = useTexts();
  const say = useSay();
  const may = useMayGiveScopes(organization, api.id);
  const give = useGiveScopes(organization);
  const words = t.suppliers.give;
  if (may.isPending) return <Loading as="form" />;
  if (may.isLoadingError) return <NotLoaded what="mayGive" error={may.error} retry={may.refetch} />;
  if (!may.data)
    return (
      <Alert data-color="warning">
        <Paragraph>{words.mayNot}</Paragraph>
        <WhyNotI resource={api.id} action="scopeaccess" party={organization} />
      </Alert>
    );
  return (
    <>
      <div>
        <Paragraph data-size="sm">{words.gives}</Paragraph>
        <ScopeNames of={api.scopes} />
      </div>
      <LookUpForm
        starred
        keptAs={`supplier ${organization} ${api.id}`}
        organization={organization}
        words={{
          number: words.number,
          help: words.help,
          invalid: words.invalid,
          unknown: words.notFound,
          look: words.look,
          title: words.ask,
          text: words.askText(api.name),
          confirm: words.look,
        }}
        faultOf={(number) => (number === organization ? words.own : undefined)}
        onConfirm={({ number }) => give.mutateAsync({ supplier: number, resource: api.id })}
        onDone={({ name }) => {
          onGiven();
          say(words.done(isolated(name)));
        }}
      />
    </>
  );
}
