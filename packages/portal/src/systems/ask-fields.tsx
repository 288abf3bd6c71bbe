import { Field, Fieldset, Label, Link, Paragraph, Radio, Select, Textfield } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { useOrganizationName } from '../api/selfservice.ts';
import type { OwnSystem } from '../api/vendor.ts';
import { OrganizationField, useHasRegister } from '../organizations/organization-field.tsx';
import { digitsOf, isOrganizationNumber } from '../organizations/organization-number.ts';
import { resourceIds } from '../system-users/words.ts';
import type { AskFields } from './ask-form.ts';
import { type Choices, usePackageChoices, useResourceChoices } from './choices.ts';
import { ChoicesNotLoaded, PickPanes } from './pick-panes.tsx';
import type { SystemFaults } from './system-form.ts';
import { useTexts } from './words.ts';

interface FieldsProps {
  readonly vendor: string;
  readonly system: OwnSystem;
  readonly fields: AskFields;
  readonly faults: SystemFaults;
  /** URNs of those that a system user of this kind can have. */
  readonly packages: readonly string[];
  readonly onChange: (fields: AskFields) => void;
}

const KINDS = ['standard', 'agent'] as const;

/** Whom a vendor asks, and for what. */
export function AskFieldset(props: FieldsProps) {
  const { t } = useTexts();
  const { fields, onChange } = props;
  const words = t.systems.ask;
  return (
    <>
      <Fieldset>
        <Fieldset.Legend>{words.kind}</Fieldset.Legend>
        {KINDS.map((kind) => (
          <Radio
            key={kind}
            name="kind"
            label={words.kinds[kind]}
            description={words.kindHelp[kind]}
            value={kind}
            checked={fields.kind === kind}
            onChange={() => onChange({ ...fields, kind, packages: props.system.accessPackages.map(({ urn }) => urn) })}
          />
        ))}
      </Fieldset>
      <Customer {...props} />
      <Wanted {...props} />
      <Optional {...props} />
    </>
  );
}

function Customer({ vendor, fields, faults, onChange }: FieldsProps) {
  const { t } = useTexts();
  const digits = digitsOf(fields.customer);
  const hasRegister = useHasRegister();
  const name = useOrganizationName(isOrganizationNumber(digits) ? digits : '', vendor).data;
  return (
    <div className="stack tight prose">
      <OrganizationField
        id="customer"
        label={t.systems.ask.customer}
        description={t.systems.ask.customerHelp}
        value={fields.customer}
        error={faults['customer']}
        onChange={(customer) => onChange({ ...fields, customer })}
      />
      {!hasRegister && (
        <p role="status" className="plain">
          {name && t.systems.ask.customerIs(name)}
        </p>
      )}
    </div>
  );
}

function Wanted({ system, fields, faults, packages, onChange }: FieldsProps) {
  const { t } = useTexts();
  const resources = resourceIds(system.rights);
  const within = (choices: Choices, values: readonly string[]): Choices => ({
    ...choices,
    all: choices.all.filter(({ value }) => values.includes(value)),
  });
  const packageChoices = within(usePackageChoices(), packages);
  const resourceChoices = within(useResourceChoices(), resources);
  return (
    <>
      <ChoicesNotLoaded of={[packageChoices, resourceChoices]} />
      <PickPanes
        id="packages"
        legend={t.systems.packages}
        description={t.systems.ask.rightsHelp}
        error={faults['packages']}
        choices={packageChoices}
        chosen={fields.packages}
        onChange={(chosen) => onChange({ ...fields, packages: chosen })}
      />
      {fields.kind === 'standard' && (
        <PickPanes
          id="resources"
          legend={t.systems.rights}
          description={t.systems.ask.rightsHelp}
          error={faults['resources']}
          choices={resourceChoices}
          chosen={fields.resources}
          onChange={(chosen) => onChange({ ...fields, resources: chosen })}
        />
      )}
    </>
  );
}

/** Where the addresses are that one chooses from. */
function ToSystem({ system }: Pick<FieldsProps, 'system'>) {
  const { t } = useTexts();
  return (
    <Link asChild>
      <RouterLink to={`/systems/${pageSegment(system.id)}?tab=details`}>{t.systems.ask.toSystem}</RouterLink>
    </Link>
  );
}

function Optional({ system, fields, faults, onChange }: FieldsProps) {
  const { t } = useTexts();
  const words = t.systems.ask;
  return (
    <div className="stack prose">
      <Textfield
        id="reference"
        label={words.reference}
        description={words.referenceHelp}
        value={fields.reference}
        error={faults['reference']}
        maxLength={255}
        autoComplete="off"
        onChange={(event) => onChange({ ...fields, reference: event.target.value })}
      />
      <Textfield
        id="name"
        label={words.name}
        description={words.nameHelp}
        value={fields.name}
        error={faults['name']}
        maxLength={255}
        autoComplete="off"
        onChange={(event) => onChange({ ...fields, name: event.target.value })}
      />
      {system.allowedRedirectUrls.length === 0 ? (
        <Paragraph data-size="sm">
          {words.redirectNone} <ToSystem system={system} />
        </Paragraph>
      ) : (
        <Field>
          <Label>{words.redirect}</Label>
          <Field.Description>
            {words.redirectHelp} <ToSystem system={system} />
          </Field.Description>
          <Select
            id="redirect"
            value={fields.redirect}
            onChange={(event) => onChange({ ...fields, redirect: event.target.value })}
          >
            <Select.Option value="">{words.noRedirect}</Select.Option>
            {system.allowedRedirectUrls.map((url) => (
              <Select.Option key={url} value={url}>
                {url}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
    </div>
  );
}
