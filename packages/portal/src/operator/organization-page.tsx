import { Button, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink, useNavigate, useSearchParams } from 'react-router';
import { useOperatedOrganization, usePutOrganization } from '../api/operator.ts';
import { Detail } from '../components/detail.tsx';
import { IdLine } from '../components/id-line.tsx';
import { Page } from '../components/page.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { digitsOf, grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import {
  EMPTY,
  fieldsOf,
  type OrganizationFaults,
  type OrganizationFields,
  organizationFaults,
  wishOf,
} from './organization-form.ts';
import { OPERATOR } from './places.ts';
import { useTexts } from './words.ts';

/** Where an organisation is put in, or changed. */
export function OrganizationPage() {
  const [search] = useSearchParams();
  const number = search.get('number');
  return number === null ? <NewOrganization /> : <ChangeOrganization key={number} number={number} />;
}

function NewOrganization() {
  const { t } = useTexts();
  return (
    <Page title={t.operator.form.newTitle} above={{ to: OPERATOR, name: t.operator.title }} narrow>
      <Form first={EMPTY} isNew />
    </Page>
  );
}

function ChangeOrganization({ number }: { readonly number: string }) {
  const { t } = useTexts();
  const found = useOperatedOrganization(number);
  const above = { to: OPERATOR, name: t.operator.title };
  return (
    <Detail
      of={found}
      what="organization"
      shape="form"
      kind={t.common.kinds.organization}
      id={[t.operator.form.number, grouped(number)]}
      above={above}
      narrow
    >
      {(organization) => (
        <Page title={organization.name} above={above} narrow>
          <IdLine name={t.operator.form.number} value={grouped(number)} />
          <Form first={fieldsOf(organization)} isNew={false} />
        </Page>
      )}
    </Detail>
  );
}

/** Person numbers are kept nowhere: of what is written all is kept but the administrators. */
function Form({ first, isNew }: { readonly first: OrganizationFields; readonly isNew: boolean }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const { administrators: before, ...open } = first;
  const kept = useKept(`operated-organization.${first.number}`, open);
  const [administrators, setAdministrators] = useState(before);
  const fields = { ...kept.value, administrators };
  const change = ({ administrators: next, ...others }: OrganizationFields) => {
    setAdministrators(next);
    kept.set(others);
  };
  const put = usePutOrganization(digitsOf(fields.number));
  const words = t.operator.form;
  const way = useSubmission<OrganizationFaults>({
    none: {},
    check: () => organizationFaults(fields, t),
    async send() {
      const { name } = await put.mutateAsync(wishOf(fields));
      kept.clear();
      say(words.saved(isolated(name)), OPERATOR);
      navigate(OPERATOR);
      return undefined;
    },
    named: () => ({}),
  });
  return (
    <>
      <KeptNotice of={kept} />
      <SubmissionFaults of={way} />
      <form className="stack prose" noValidate onSubmit={way.submit}>
        <RequiredNote />
        <Fields fields={fields} faults={way.faults} isNew={isNew} onChange={change} />
        <div className="row">
          <Button type="submit" loading={way.busy}>
            {isNew ? words.create : t.common.save(t.things.organization)}
          </Button>
          <Button asChild variant="secondary">
            <RouterLink to={OPERATOR} onClick={kept.clear}>
              {t.common.cancel}
            </RouterLink>
          </Button>
        </div>
      </form>
    </>
  );
}

function Fields(props: {
  readonly fields: OrganizationFields;
  readonly faults: OrganizationFaults;
  readonly isNew: boolean;
  readonly onChange: (fields: OrganizationFields) => void;
}) {
  const { t } = useTexts();
  const words = t.operator.form;
  const one = (name: keyof OrganizationFields, label: string, description?: string) => ({
    id: name,
    label,
    ...(description === undefined ? {} : { description }),
    value: props.fields[name],
    error: props.faults[name],
    autoComplete: 'off',
    spellCheck: false,
    dir: 'auto',
  });
  const change =
    (name: keyof OrganizationFields) =>
    ({ target }: { readonly target: { readonly value: string } }) =>
      props.onChange({ ...props.fields, [name]: target.value });
  return (
    <>
      {props.isNew && (
        <Textfield
          {...one('number', `${words.number} *`)}
          aria-required="true"
          inputMode="numeric"
          onChange={change('number')}
        />
      )}
      <Textfield {...one('name', `${words.name} *`)} aria-required="true" onChange={change('name')} />
      <Textfield {...one('form', `${words.form} *`, words.formHelp)} aria-required="true" onChange={change('form')} />
      <Textfield {...one('owner', words.owner, words.ownerHelp)} onChange={change('owner')} />
      <Textfield
        {...one('prefixes', words.prefixes, words.prefixesHelp)}
        multiline
        rows={3}
        onChange={change('prefixes')}
      />
      <Textfield
        {...one('administrators', words.administrators, words.administratorsHelp)}
        multiline
        rows={3}
        onChange={change('administrators')}
      />
    </>
  );
}
