import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the dev server sends what is not the portal's own: a platform that was started with `npm start`. */
const PLATFORM = process.env['PORTVAKT_PLATFORM'] ?? 'http://localhost:7070';
const PLATFORM_PATHS = [
  'authentication',
  'accessmanagement/api',
  'authorization/api',
  'idporten',
  'profile',
  'register',
  'resourceregistry',
  'sandbox',
  'selvbetjening',
];

/** The portal is static: `vite build` writes it to dist, which the platform serves at `/`. No inline script, so that a strict policy holds. */
export default defineConfig({
  plugins: [react()],
  root: import.meta.dirname,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: {
      // The component library does not say that its modules are free of side effects, though only its web components have any.
      treeshake: { moduleSideEffects: (id) => !id.includes('/@digdir/designsystemet-react/') },
    },
  },
  server: { host: '127.0.0.1', proxy: { [`^/(${PLATFORM_PATHS.join('|')})/`]: PLATFORM } },
});
