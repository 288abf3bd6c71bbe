// Before anything is drawn, so that the page never blinks: the scheme and the language that were chosen. See src/frame/theme.ts.
try {
  const scheme = localStorage.getItem('portvakt.theme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.colorScheme = scheme;
  const language = localStorage.getItem('portvakt.language');
  if (language === 'nn' || language === 'en') document.documentElement.lang = language;
} catch {
  // A browser that forbids storage shows the system's scheme, and bokmål.
}
