import { keep } from './storage.ts';

/** The portal's own: who has chosen there has chosen here. */
const KEY = 'portvakt.theme';

/** Light, dark, or as the system says; followed when another tab chooses. */
export function makeThemed(): void {
  const field = document.querySelector<HTMLElement>('.theme');
  const select = field?.querySelector('select');
  if (!field || !select) return;
  const { dataset } = document.documentElement;
  select.value = dataset['colorScheme'] ?? 'auto';
  field.hidden = false;
  select.addEventListener('change', () => {
    dataset['colorScheme'] = select.value;
    keep(KEY, select.value);
  });
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== KEY) return;
    const scheme = newValue === 'light' || newValue === 'dark' ? newValue : 'auto';
    dataset['colorScheme'] = scheme;
    select.value = scheme;
  });
}
