import { Field, Label, Select } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { keep, kept, useWords } from './words.tsx';

const KEY = 'portvakt.theme';
const THEMES = ['auto', 'light', 'dark'] as const;

/** Light, dark, or as the system has it. */
export function ThemeChoice() {
  const { t } = useWords();
  const [theme, setTheme] = useState(() => THEMES.find((one) => one === kept(KEY)) ?? 'auto');
  useEffect(() => {
    document.documentElement.dataset['colorScheme'] = theme;
  }, [theme]);
  return (
    <Field data-size="sm">
      <Label className="ds-sr-only">{t.theme.label}</Label>
      <Select
        value={theme}
        width="auto"
        onChange={({ target }) => {
          const chosen = THEMES.find((one) => one === target.value) ?? 'auto';
          keep(KEY, chosen);
          setTheme(chosen);
        }}
      >
        {THEMES.map((one) => (
          <Select.Option key={one} value={one}>
            {t.theme[one]}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}
