/** Light, dark, or as the system says. `public/theme.js` sets it before anything is drawn; the two agree on the key. */
import { useSyncExternalStore } from 'react';

export const THEMES = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'portvakt.theme';
const listeners = new Set<() => void>();

const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value);

function current(): Theme {
  const shown = document.documentElement.dataset['colorScheme'];
  return isTheme(shown) ? shown : 'auto';
}

function show(theme: Theme): void {
  document.documentElement.dataset['colorScheme'] = theme;
  for (const listener of listeners) listener();
}

/** Takes a theme into use, here and in the other tabs, now and next time. */
export function chooseTheme(theme: Theme): void {
  show(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden: then the choice holds for this page only.
  }
}

function subscribe(listener: () => void): () => void {
  const follow = ({ key, newValue }: StorageEvent) => {
    if (key === KEY) show(isTheme(newValue) ? newValue : 'auto');
  };
  listeners.add(listener);
  window.addEventListener('storage', follow);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', follow);
  };
}

/** The theme that was chosen; not which of the two the system shows for `auto`. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, current);
