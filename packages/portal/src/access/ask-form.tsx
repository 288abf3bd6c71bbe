import { Button, Field, Label, Select, ValidationMessage } from '@digdir/designsystemet-react';
import { useConnections } from '../api/access.ts';
import { useAccessPackages } from '../api/policies.ts';
import { useAskForPackage } from '../api/requests.ts';
import { Combobox } from '../components/combobox.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { useKept } from '../drafts.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { nameOfUrn } from '../system-users/words.ts';
import { useTexts } from './words.ts';

interface Wish {
  readonly to: string;
  readonly package: string;
}
/** By the ids of the fields. */
type Faults = Readonly<Partial<Record<'ask-to' | 'ask-package', string>>>;
const NOTHING: Wish = { to: '', package: '' };

/** Asks one for whom the organisation has something already for an access package more. */
export function AskForm({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const words = t.access.requests;
  const others = useConnections(organization.partyUuid, 'got');
  if (others.isPending) return <Loading as="form" />;
  if (others.isLoadingError) return <NotLoaded what="others" error={others.error} retry={others.refetch} />;
  const parties = others.data.pages.flatMap(({ data }) => data.map(({ party }) => party));
  if (parties.length === 0) return <Empty title={words.nobody} text={words.nobodyHelp} />;
  return <Form organization={organization} parties={parties} />;
}

function Form(props: {
  readonly organization: Organization;
  readonly parties: readonly { readonly id: string; readonly name: string }[];
}) {
  const { organization, parties } = props;
  const { t } = useTexts();
  const say = useSay();
  const packages = useAccessPackages().data ?? [];
  const ask = useAskForPackage(organization.partyUuid);
  const { value, set, clear } = useKept<Wish>(`ask.${organization.number}`, NOTHING);
  const words = t.access.requests;
  const submission = useSubmission<Faults>({
    none: {},
    check: () => ({
      ...(parties.some(({ id }) => id === value.to) ? {} : { 'ask-to': words.chooseParty }),
      ...(packages.some(({ urn }) => urn === value.package) ? {} : { 'ask-package': words.choosePackage }),
    }),
    async send() {
      await ask.mutateAsync(value);
      clear();
      say(words.asked);
      return undefined;
    },
    named: () => ({}),
  });
  const { faults } = submission;
  return (
    <form className="stack prose" noValidate onSubmit={submission.submit}>
      <SubmissionFaults of={submission} />
      <RequiredNote />
      <Field>
        <Label htmlFor="ask-to">{`${words.whom} *`}</Label>
        <Select
          id="ask-to"
          value={value.to}
          aria-required="true"
          aria-invalid={faults['ask-to'] !== undefined}
          onChange={(event) => set((before) => ({ ...before, to: event.target.value }))}
        >
          <Select.Option value="">{words.choose}</Select.Option>
          {parties.map(({ id, name }) => (
            <Select.Option key={id} value={id}>
              {name}
            </Select.Option>
          ))}
        </Select>
        {faults['ask-to'] !== undefined && <ValidationMessage>{faults['ask-to']}</ValidationMessage>}
      </Field>
      <Combobox
        id="ask-package"
        label={t.access.package}
        description={words.packageHelp}
        error={faults['ask-package']}
        value={value.package}
        choices={packages.map(({ urn, name }) => ({ value: urn, label: name, detail: nameOfUrn(urn) }))}
        onChange={(text) => set((before) => ({ ...before, package: text }))}
      />
      <div className="row">
        <Button type="submit" loading={submission.busy}>
          {words.send}
        </Button>
      </div>
    </form>
  );
}
