// Before anything is drawn, so that the page never blinks: the scheme and the language that were chosen. See src/frame/theme.ts.
try {
  const scheme = localStorage.getItem('portvakt.theme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.colorScheme = scheme;
  const language = localStorage.getItem('portvakt.language');
  if (language === 'nn' || language === 'en') document.documentElement.lang = language;
  // What every page asks for where somebody is likely to be logged in (src/head-start.ts) is answered while its script is on the way.
  const { ahead } = document.currentScript.dataset;
  if (ahead && localStorage.getItem('portvakt.here') !== null) {
    const link = document.createElement('link');
    document.head.append(Object.assign(link, { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: ahead }));
  }
} catch {
  // A browser that forbids storage shows the system's scheme, and bokmål.
}
