import { Input } from '@digdir/designsystemet-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useTexts } from '../texts/index.tsx';
import { fittingPicks, type Pick } from './picks.ts';

/** A dialog that opens gives the focus to what has the attribute, which React's `autoFocus` does not leave there. */
const focusFirst = (field: HTMLInputElement | null): void => field?.setAttribute('autofocus', '');

/**
 * A field with its list below it: one writes a part of what is wanted, moves with the arrow keys and takes with Enter, after the combobox pattern
 * of the ARIA Authoring Practices. The first that fits is marked, so that Enter alone takes it.
 */
export function PickList<T extends Pick>(props: {
  readonly label: string;
  readonly placeholder: string;
  readonly picks: readonly T[];
  /** Said when nothing fits. */
  readonly none: string;
  readonly draw: (pick: T) => ReactNode;
  readonly onPick: (pick: T) => void;
}) {
  const { t } = useTexts();
  const list = useId();
  const [words, setWords] = useState('');
  const [place, setPlace] = useState(0);
  const fitting = fittingPicks(props.picks, words);
  const marked = fitting[Math.min(place, fitting.length - 1)];
  const markedId = marked && `${list}-${marked.id}`;
  useEffect(() => {
    if (markedId !== undefined) document.getElementById(markedId)?.scrollIntoView({ block: 'nearest' });
  }, [markedId]);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = fitting.length - 1;
    const at = Math.min(place, last);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(at + 8, last),
      PageUp: Math.max(at - 8, 0),
    };
    if (event.key === 'Enter' && marked) {
      event.preventDefault();
      props.onPick(marked);
    } else if (event.key in next) {
      event.preventDefault();
      setPlace(next[event.key] ?? 0);
    }
  };
  const groups = [...new Set(fitting.map(({ group }) => group))];
  return (
    <div className="pick-list">
      <Input
        role="combobox"
        type="text"
        ref={focusFirst}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        aria-label={props.label}
        placeholder={props.placeholder}
        aria-autocomplete="list"
        aria-expanded={fitting.length > 0}
        aria-controls={list}
        aria-activedescendant={markedId}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setPlace(0);
        }}
        onKeyDown={press}
      />
      <div role="listbox" id={list} aria-label={props.label} hidden={fitting.length === 0}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: options are grouped in a listbox, not fields in a form
          <div key={group ?? ''} role="group" aria-label={group ?? props.label}>
            {group !== undefined && (
              <div className="pick-group" aria-hidden>
                {group}
              </div>
            )}
            {fitting
              .filter((pick) => pick.group === group)
              .map((pick) => (
                // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the marked option
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
                <div
                  key={pick.id}
                  id={`${list}-${pick.id}`}
                  role="option"
                  className="pick"
                  aria-selected={pick === marked}
                  onMouseDown={(event) => event.preventDefault()}
                  onMouseMove={() => setPlace(fitting.indexOf(pick))}
                  onClick={() => props.onPick(pick)}
                >
                  {props.draw(pick)}
                </div>
              ))}
          </div>
        ))}
      </div>
      <p role="status" className={fitting.length === 0 ? 'pick-none' : 'ds-sr-only'}>
        {fitting.length === 0 ? props.none : words !== '' && t.common.results(fitting.length)}
      </p>
    </div>
  );
}
