import { Button, Checkbox, Fieldset, Link, Textfield } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { FormPart } from '../components/form-part.tsx';
import { LANGUAGES } from '../texts/index.tsx';
import { type Choices, useClientChoices, usePackageChoices, useResourceChoices } from './choices.ts';
import { ChoicesNotLoaded, PickPanes } from './pick-panes.tsx';
import type { SystemFaults, SystemFields } from './system-form.ts';
import { useTexts } from './words.ts';

interface FieldsProps {
  readonly vendor: string;
  readonly fields: SystemFields;
  readonly faults: SystemFaults;
  readonly onChange: (fields: SystemFields) => void;
  /** A system that is registered keeps its id. */
  readonly isNew: boolean;
}

/** Everything that a vendor says of a system, in the order in which one thinks of it. */
export function SystemFieldset(props: FieldsProps) {
  const { t } = useTexts();
  const { vendor, fields, faults, onChange } = props;
  const words = t.systems.form;
  const choices = { packages: usePackageChoices(), resources: useResourceChoices(), clients: useClientChoices(vendor) };
  return (
    <>
      <ChoicesNotLoaded of={Object.values(choices)} />
      <FormPart {...words.parts.about}>
        {props.isNew && (
          <Textfield
            id="suffix"
            className="prose"
            label={`${t.systems.id} *`}
            description={words.idHelp}
            prefix={`${vendor}_`}
            value={fields.suffix}
            error={faults['suffix']}
            maxLength={200}
            aria-required="true"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...fields, suffix: event.target.value })}
          />
        )}
        <InLanguages {...props} what="name" />
        <InLanguages {...props} what="description" />
      </FormPart>
      <Needs {...props} {...choices} />
      <FormPart {...words.parts.tokens}>
        <PickPanes
          id="clients"
          legend={t.systems.clients}
          description={words.clientsHelp}
          error={faults['clients']}
          none={
            <>
              {words.noClients}{' '}
              <Link asChild>
                <RouterLink to="/clients/new">{words.newClient}</RouterLink>
              </Link>
            </>
          }
          choices={choices.clients}
          chosen={fields.clients}
          onChange={(clients) => onChange({ ...fields, clients })}
        />
      </FormPart>
      <FormPart {...words.parts.customers}>
        <Checkbox
          label={words.visible}
          description={words.visibleHelp}
          value="visible"
          checked={fields.isVisible}
          onChange={(event) => onChange({ ...fields, isVisible: event.target.checked })}
        />
        <Textfield
          id="redirects"
          className="prose"
          multiline
          rows={3}
          label={words.redirects}
          description={words.redirectsHelp}
          value={fields.redirects}
          placeholder="https://"
          error={faults['redirects']}
          spellCheck={false}
          onChange={(event) => onChange({ ...fields, redirects: event.target.value })}
        />
      </FormPart>
    </>
  );
}

/** A text in the three languages that the register asks for. */
function InLanguages({ what, fields, faults, onChange }: FieldsProps & { readonly what: 'name' | 'description' }) {
  const { t } = useTexts();
  const words = t.systems.form;
  const { nb } = fields[what];
  const lacks = nb.trim() !== '' && LANGUAGES.some((language) => fields[what][language].trim() === '');
  const copy = () => {
    const texts = LANGUAGES.map((language) => [language, fields[what][language].trim() || nb] as const);
    onChange({ ...fields, [what]: Object.fromEntries(texts) });
  };
  return (
    <Fieldset>
      <Fieldset.Legend>{`${words[what]} *`}</Fieldset.Legend>
      <Fieldset.Description>{words[`${what}Help`]}</Fieldset.Description>
      <div className="languages">
        {LANGUAGES.map((language) => (
          <Textfield
            key={language}
            id={`${what}-${language}`}
            label={`${words.languages[language]} *`}
            value={fields[what][language]}
            error={faults[`${what}-${language}`]}
            maxLength={2_000}
            aria-required="true"
            autoComplete="off"
            onChange={(event) => onChange({ ...fields, [what]: { ...fields[what], [language]: event.target.value } })}
          />
        ))}
      </div>
      {lacks && (
        <div className="row">
          <Button type="button" variant="tertiary" data-size="sm" onClick={copy}>
            {words.copy}
          </Button>
        </div>
      )}
    </Fieldset>
  );
}

/** What a customer is asked for: packages before single services, of which one package may give many. */
function Needs({
  fields,
  faults,
  onChange,
  packages,
  resources,
}: FieldsProps & { readonly packages: Choices; readonly resources: Choices }) {
  const { t } = useTexts();
  const words = t.systems.form;
  return (
    <FormPart {...words.parts.needs}>
      <PickPanes
        id="packages"
        legend={t.systems.packages}
        description={words.packagesHelp}
        error={faults['packages']}
        choices={packages}
        chosen={fields.packages}
        onChange={(chosen) => onChange({ ...fields, packages: chosen })}
      />
      <PickPanes
        id="resources"
        legend={t.systems.rights}
        description={words.rightsHelp}
        error={faults['resources']}
        choices={resources}
        chosen={fields.resources}
        onChange={(chosen) => onChange({ ...fields, resources: chosen })}
      />
    </FormPart>
  );
}
