import { Button, Checkbox, Details, Field, Fieldset, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { FormPart } from '../components/form-part.tsx';
import {
  AVAILABLE_FOR,
  type Fault,
  LANGUAGES,
  NO_CONTACT,
  type ResourceFields,
  STATUSES,
  TYPES,
  type Words,
} from './resource-form.ts';
import { useTexts } from './words.ts';

interface Props {
  readonly fields: ResourceFields;
  readonly faults: readonly Fault[];
  readonly onChange: (part: Partial<ResourceFields>) => void;
}

const faultAt = (faults: readonly Fault[], field: string): string | undefined =>
  faults.find((fault) => fault.field === field)?.message;

/** Every member of a resource: what it must have, in the order in which one thinks of it, and below what most do without. */
export function ResourceFieldsets(props: Props & { readonly isNew: boolean; readonly orgcode: string }) {
  const { t } = useTexts();
  const { parts } = t.owned;
  return (
    <>
      <FormPart {...parts.what}>
        <WhatItIs {...props} />
      </FormPart>
      <FormPart {...parts.described}>
        <Described {...props} />
      </FormPart>
      <FormPart {...parts.use}>
        <Usable {...props} />
      </FormPart>
      <More {...props} />
    </>
  );
}

const FOLDED = ['version', 'homepage', 'isPartOf', 'thematicAreas', 'keywords', 'contactPoints'];

/** What helps others to find it: folded, unless something in it is wrong. */
function More(props: Props) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const wrong = props.faults.some(({ field }) => FOLDED.some((name) => field.startsWith(name)));
  return (
    <Details open={open || wrong} onToggle={() => setOpen(!open)}>
      <Details.Summary>{t.owned.more}</Details.Summary>
      <Details.Content>
        <div className="stack">
          <Found {...props} />
          <Contacts {...props} />
        </div>
      </Details.Content>
    </Details>
  );
}

function WhatItIs({ fields, faults, onChange, isNew, orgcode }: Parameters<typeof ResourceFieldsets>[0]) {
  const { t } = useTexts();
  const kinds: Readonly<Record<string, string>> = t.owned.types;
  const needsScopes = fields.resourceType === 'MaskinportenSchema';
  return (
    <>
      <Field className="prose">
        <Label>{t.owned.type}</Label>
        <Select
          value={fields.resourceType}
          onChange={({ target: { value } }) =>
            onChange({ resourceType: TYPES.find((one) => one === value) ?? fields.resourceType })
          }
        >
          {TYPES.map((type) => (
            <Select.Option key={type} value={type}>
              {kinds[type] ?? type} ({type})
            </Select.Option>
          ))}
        </Select>
      </Field>
      {isNew && (
        <Textfield
          id="identifier"
          className="prose"
          label={`${t.owned.identifier} *`}
          description={t.owned.identifierHelp(orgcode)}
          value={fields.identifier}
          error={faultAt(faults, 'identifier')}
          aria-required="true"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={({ target }) => onChange({ identifier: target.value })}
        />
      )}
      {(needsScopes || fields.scopes !== '') && (
        <Textfield
          id="scopes"
          className="prose"
          label={needsScopes ? `${t.owned.scopes} *` : t.owned.scopes}
          description={t.owned.scopesHelp}
          value={fields.scopes}
          error={faultAt(faults, 'scopes')}
          {...(needsScopes && { 'aria-required': true })}
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          onChange={({ target }) => onChange({ scopes: target.value })}
        />
      )}
    </>
  );
}

/** One text in each of the registry's languages. */
function InLanguages(props: {
  readonly member: string;
  readonly label: string;
  readonly help: string;
  readonly words: Words;
  readonly faults: readonly Fault[];
  readonly rows?: number;
  readonly optional?: boolean;
  readonly onChange: (words: Words) => void;
}) {
  const { t } = useTexts();
  const { member, words, rows } = props;
  const lacks = words.nb.trim() !== '' && LANGUAGES.some((language) => words[language].trim() === '');
  return (
    <Fieldset>
      <Fieldset.Legend>{props.optional ? props.label : `${props.label} *`}</Fieldset.Legend>
      <Fieldset.Description>{props.help}</Fieldset.Description>
      <div className="languages">
        {LANGUAGES.map((language) => {
          const field = {
            id: `${member}.${language}`,
            label: props.optional ? t.owned.languages[language] : `${t.owned.languages[language]} *`,
            value: words[language],
            error: faultAt(props.faults, `${member}.${language}`),
            lang: language,
            autoComplete: 'off',
            ...(props.optional ? {} : { 'aria-required': true }),
          };
          const write = (value: string) => props.onChange({ ...words, [language]: value });
          return rows === undefined ? (
            <Textfield key={language} {...field} onChange={({ target }) => write(target.value)} />
          ) : (
            <Textfield key={language} {...field} multiline rows={rows} onChange={({ target }) => write(target.value)} />
          );
        })}
      </div>
      {lacks && !props.optional && (
        <div className="row">
          <Button
            type="button"
            variant="tertiary"
            data-size="sm"
            onClick={() =>
              props.onChange({ nb: words.nb, nn: words.nn.trim() || words.nb, en: words.en.trim() || words.nb })
            }
          >
            {t.owned.copy}
          </Button>
        </div>
      )}
    </Fieldset>
  );
}

function Described({ fields, faults, onChange }: Props) {
  const { t } = useTexts();
  return (
    <>
      <InLanguages
        member="title"
        label={t.owned.title}
        help={t.owned.titleHelp}
        words={fields.title}
        faults={faults}
        onChange={(title) => onChange({ title })}
      />
      <InLanguages
        member="description"
        label={t.owned.description}
        help={t.owned.descriptionHelp}
        words={fields.description}
        faults={faults}
        rows={3}
        onChange={(description) => onChange({ description })}
      />
      <InLanguages
        member="rightDescription"
        label={t.owned.rightDescription}
        help={t.owned.rightDescriptionHelp}
        words={fields.rightDescription}
        faults={faults}
        rows={2}
        optional={!fields.delegable}
        onChange={(rightDescription) => onChange({ rightDescription })}
      />
    </>
  );
}

function Usable({ fields, onChange }: Props) {
  const { t } = useTexts();
  const { availableForType: chosen } = fields;
  const statuses = [...new Set<string>([...STATUSES, fields.status])];
  const names: Readonly<Record<string, string>> = t.owned.statuses;
  return (
    <>
      <Field className="prose">
        <Label>{t.owned.status}</Label>
        <Select value={fields.status} onChange={({ target }) => onChange({ status: target.value })}>
          {statuses.map((status) => (
            <Select.Option key={status} value={status}>
              {status === '' ? t.owned.noStatus : (names[status] ?? status)}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Fieldset>
        <Fieldset.Legend>{t.owned.use}</Fieldset.Legend>
        <div className="choices">
          {(['delegable', 'visible', 'accessList', 'selfIdentifiedUserEnabled', 'enterpriseUserEnabled'] as const).map(
            (member) => (
              <Checkbox
                key={member}
                value={member}
                label={t.owned.switches[member]}
                description={t.owned.switchHelp[member]}
                checked={fields[member]}
                onChange={({ target }) => onChange({ [member]: target.checked })}
              />
            ),
          )}
        </div>
      </Fieldset>
      <Fieldset>
        <Fieldset.Legend>{t.owned.availableFor}</Fieldset.Legend>
        <Fieldset.Description>{t.owned.availableForHelp}</Fieldset.Description>
        <div className="choices">
          {AVAILABLE_FOR.map((type) => (
            <Checkbox
              key={type}
              value={type}
              label={t.owned.availableTypes[type]}
              checked={chosen.includes(type)}
              onChange={({ target }) =>
                onChange({
                  availableForType: target.checked ? [...chosen, type] : chosen.filter((one) => one !== type),
                })
              }
            />
          ))}
        </div>
      </Fieldset>
    </>
  );
}

function Found({ fields, faults, onChange }: Props) {
  const { t } = useTexts();
  return (
    <>
      {(['version', 'homepage', 'isPartOf', 'thematicAreas'] as const).map((member) => (
        <Textfield
          key={member}
          id={member}
          className="prose"
          label={t.owned.texts[member]}
          description={t.owned.textHelp[member]}
          value={fields[member]}
          error={faultAt(faults, member)}
          autoComplete="off"
          maxLength={1000}
          onChange={({ target }) => onChange({ [member]: target.value })}
        />
      ))}
      <InLanguages
        member="keywords"
        label={t.owned.keywords}
        help={t.owned.keywordsHelp}
        words={fields.keywords}
        faults={faults}
        optional
        onChange={(keywords) => onChange({ keywords })}
      />
    </>
  );
}

function Contacts({ fields, onChange }: Props) {
  const { t } = useTexts();
  const { contactPoints: points } = fields;
  return (
    <Fieldset>
      <Fieldset.Legend>{t.owned.contacts}</Fieldset.Legend>
      <Fieldset.Description>{t.owned.contactsHelp}</Fieldset.Description>
      {points.map((point, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: contact points have no name, and stay where they are
        <Fieldset key={index} className="stack tight">
          <Fieldset.Legend>{t.owned.contact(index + 1)}</Fieldset.Legend>
          {(['category', 'email', 'telephone', 'contactPage'] as const).map((member) => (
            <Textfield
              key={member}
              className="prose"
              label={t.owned.contactParts[member]}
              value={point[member]}
              autoComplete="off"
              maxLength={500}
              onChange={({ target }) =>
                onChange({
                  contactPoints: points.map((one, place) =>
                    place === index ? { ...one, [member]: target.value } : one,
                  ),
                })
              }
            />
          ))}
          <div className="row">
            <Button
              type="button"
              variant="tertiary"
              data-size="sm"
              data-color="danger"
              onClick={() => onChange({ contactPoints: points.filter((_, place) => place !== index) })}
            >
              {t.owned.removeContact(index + 1)}
            </Button>
          </div>
        </Fieldset>
      ))}
      <div className="row">
        <Button
          type="button"
          variant="secondary"
          data-size="sm"
          onClick={() => onChange({ contactPoints: [...points, NO_CONTACT] })}
        >
          {t.owned.addContact}
        </Button>
      </div>
    </Fieldset>
  );
}
