import { Button, Field, Label, Search, Select } from '@digdir/designsystemet-react';
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { found, type Operation, type Reference, slug } from './document.ts';
import { MethodTag } from './method.tsx';
import { addressOf, type Place } from './place.ts';
import { useWords } from './words.tsx';

/** Search, the choice of a surface, and what fits; on a narrow page it opens on demand. */
export function OperationList({ reference, place }: { readonly reference: Reference; readonly place: Place }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { operation } = place;
  useSearchKey(() => {
    setOpen(true);
    // It may be hidden until then.
    requestAnimationFrame(() => input.current?.focus());
  });
  // Whoever has found something wants to read it. The place is looked at while rendering: an effect would show the open list once more.
  const [surface, setSurface] = useState(operation ? undefined : place.surface);
  const [shown, setShown] = useState(addressOf(place));
  if (shown !== addressOf(place)) {
    setShown(addressOf(place));
    setOpen(false);
    if (!operation) setSurface(place.surface);
  }
  const hits = found(reference.operations, useDeferredValue(text), surface);
  return (
    <aside className="finder" aria-label={t.find.open}>
      <Button
        className="finder-toggle"
        variant="secondary"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t.find.open}
      </Button>
      <div id={id} className={open ? 'finder-panel open' : 'finder-panel'}>
        <Field data-size="sm">
          <Label>{t.find.search}</Label>
          <Search>
            <Search.Input ref={input} value={text} maxLength={100} onChange={({ target }) => setText(target.value)} />
            <Search.Clear aria-label={t.find.clear} />
          </Search>
          <Field.Description>{t.find.hint}</Field.Description>
        </Field>
        <Field data-size="sm">
          <Label>{t.find.surface}</Label>
          <Select
            value={surface ?? ''}
            onChange={({ target }) => {
              const chosen = target.value === '' ? {} : { surface: target.value };
              setSurface(chosen.surface);
              window.location.hash = addressOf(chosen);
            }}
          >
            <Select.Option value="">{t.find.all}</Select.Option>
            {reference.surfaces.map((one) => (
              <Select.Option key={one} value={one}>
                {one}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <p className="small" role="status">
          {hits.length === 0 ? t.find.none : t.find.hits(hits.length)}
        </p>
        <nav aria-label={t.find.list} lang="en">
          {bySurface(hits).map(([name, operations]) => (
            <section key={name} aria-labelledby={`list-${slug(name)}`}>
              <h2 id={`list-${slug(name)}`}>{name}</h2>
              <ul>
                {operations.map((one) => (
                  <Line key={one.id} operation={one} current={one.id === operation?.id} />
                ))}
              </ul>
            </section>
          ))}
        </nav>
      </div>
    </aside>
  );
}

function Line({ operation, current }: { readonly operation: Operation; readonly current: boolean }) {
  const line = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current) line.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <li>
      <a
        ref={line}
        className="line"
        href={addressOf({ operation })}
        aria-current={current ? 'page' : undefined}
        title={`${operation.method} ${operation.path}`}
      >
        <span>{operation.summary}</span>
        <MethodTag method={operation.method} />
      </a>
    </li>
  );
}

function bySurface(operations: readonly Operation[]): readonly (readonly [string, readonly Operation[]])[] {
  return [...Map.groupBy(operations, ({ surface }) => surface)];
}

/** `/` leads to the search, but where one is writing. */
function useSearchKey(go: () => void): void {
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const isWriting = target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
