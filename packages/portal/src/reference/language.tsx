import { Field, Label, Select } from '@digdir/designsystemet-react';
import { LANGUAGES, type Language } from '../texts/choice.ts';
import { useWords } from './words.tsx';

const NAMES: Readonly<Record<Language, string>> = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' };

/** The portal's three languages. */
export function LanguageChoice() {
  const { t, language, speak } = useWords();
  return (
    <Field data-size="sm">
      <Label className="ds-sr-only">{t.language}</Label>
      <Select
        value={language}
        width="auto"
        onChange={({ target }) => speak(LANGUAGES.find((one) => one === target.value) ?? 'nb')}
      >
        {LANGUAGES.map((one) => (
          <Select.Option key={one} value={one} lang={one}>
            {NAMES[one]}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}
