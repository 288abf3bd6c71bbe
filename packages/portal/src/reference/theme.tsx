import { Field, Label, Select } from '@digdir/designsystemet-react';
import { chooseTheme, THEMES, useTheme } from '../frame/theme.ts';
import { useWords } from './words.tsx';

/** Light, dark, or as the system has it: the portal's own choice. */
export function ThemeChoice() {
  const { t } = useWords();
  const theme = useTheme();
  return (
    <Field data-size="sm">
      <Label className="ds-sr-only">{t.theme.label}</Label>
      <Select
        value={theme}
        width="auto"
        onChange={({ target }) => chooseTheme(THEMES.find((one) => one === target.value) ?? 'auto')}
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
