import { Copy } from './copy.tsx';

/** Text as it is, to read and to copy; it scrolls in itself, and the keyboard reaches it for that. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="code">
      <div className="code-head">
        <Copy text={text} what={label} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="code-text" tabIndex={0} aria-label={label} lang="en">
        <pre>
          <code>{text}</code>
        </pre>
      </section>
    </div>
  );
}
