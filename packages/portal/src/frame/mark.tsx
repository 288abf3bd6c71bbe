/** The product's own mark: a gate whose opening is a keyhole. The same as `public/favicon.svg`, in the colours of the theme. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--ds-color-accent-base-default)" />
    <g fill="var(--ds-color-accent-base-contrast-default)">
      <path d="M7 26V15a9 9 0 0 1 18 0v11h-4.5V15a4.5 4.5 0 0 0-9 0v11z" />
      <path d="M16 17.2a2.4 2.4 0 0 0-1.15 4.5L14.2 26h3.6l-.65-4.3A2.4 2.4 0 0 0 16 17.2z" />
    </g>
  </svg>
);
