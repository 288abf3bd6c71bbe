// Before anything is drawn, so that the page never blinks: the scheme that was chosen, here or in the portal.
export {};

try {
  const scheme = localStorage.getItem('portvakt.theme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset['colorScheme'] = scheme;
} catch {
  // A browser that forbids storage shows the system's scheme.
}
