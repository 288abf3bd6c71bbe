import { Field, Input, Label, ValidationMessage } from '@digdir/designsystemet-react';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/index.tsx';
import { type Choice, fitting, moved, resolved, shownAs } from './choices.ts';

/**
 * A picker: one writes part of a name or number and chooses from the list, by keyboard or pointer, after the combobox pattern of the ARIA Authoring
 * Practices. What is written and not in the list is given on as it stands, so that also what nobody has registered can be asked about.
 * @param onWrite where the list is looked up elsewhere: told what is written; without it the choices given are filtered here
 */
export function Combobox(props: {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly error: string | undefined;
  readonly optional?: boolean;
  /** The value that is chosen, or what is written. */
  readonly value: string;
  readonly choices: readonly Choice[];
  /** The list could not be had. */
  readonly failed?: boolean;
  /** The list is still to come. */
  readonly waits?: boolean;
  readonly onWrite?: (text: string) => void;
  readonly onChange: (value: string, choice: Choice | undefined) => void;
}) {
  const { t } = useTexts();
  const list = useId();
  const box = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Choice>();
  /** What is being written is never exchanged for a choice under the writer's hands. */
  const [writing, setWriting] = useState(false);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const { id, value, error, onWrite } = props;
  // A choice holds as long as its value does: someone else may change or clear that.
  const known = writing
    ? undefined
    : chosen?.value === value
      ? chosen
      : props.choices.find((one) => one.value === value);
  const options = onWrite || known ? props.choices : fitting(props.choices, value);
  const meant = writing ? resolved(options, value) : undefined;
  const marked = open ? options[active] : undefined;
  // Who sees hits need not be told of them: of none everybody is, where there could be any.
  const isNoneTold = open && options.length === 0 && (props.choices.length > 0 || onWrite !== undefined || props.waits);
  const optionId = (choice: Choice) => `${list}-${choice.value}`;

  const choose = (choice: Choice) => {
    setChosen(choice);
    setWriting(false);
    setOpen(false);
    setActive(-1);
    onWrite?.('');
    props.onChange(choice.value, choice);
  };
  const write = (text: string) => {
    setOpen(true);
    setActive(-1);
    setWriting(true);
    onWrite?.(text);
    props.onChange(text, undefined);
  };
  const leave = () => {
    setOpen(false);
    setActive(-1);
    if (meant) choose(meant);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' && marked) {
      event.preventDefault();
      choose(marked);
    } else if (event.key === 'Enter' && meant) {
      choose(meant);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      setOpen(false);
      setActive(-1);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setActive(event.altKey ? -1 : moved(open ? active : -1, event.key === 'ArrowDown' ? 1 : -1, options.length));
    }
  };
  // Before the next key, which is about what stands here then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a list that comes after the field was left makes a choice of what stands in it
  useLayoutEffect(() => {
    if (meant && document.activeElement !== box.current) choose(meant);
  }, [meant]);
  const markedId = marked && optionId(marked);
  useEffect(() => {
    if (markedId !== undefined) document.getElementById(markedId)?.scrollIntoView({ block: 'nearest' });
  }, [markedId]);
  return (
    <Field className="combobox">
      <Label htmlFor={id}>{props.optional ? props.label : `${props.label} *`}</Label>
      <div data-field="description" id={`${id}-description`}>
        {props.description}
      </div>
      <div className="combobox-box">
        <Input
          id={id}
          ref={box}
          role="combobox"
          type="text"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={known ? shownAs(known) : value}
          aria-required={!props.optional}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={list}
          aria-activedescendant={markedId}
          aria-invalid={error !== undefined}
          onChange={(event) => write(event.target.value)}
          onFocus={(event) => event.target.select()}
          onClick={() => setOpen(true)}
          onKeyDown={press}
          onBlur={leave}
        />
        {/* Beside the keyboard's own ways, so it is no stop on the way through the form. */}
        <button
          type="button"
          className="combobox-toggle"
          tabIndex={-1}
          aria-label={t.combobox.toggle(props.label)}
          aria-expanded={open}
          aria-controls={list}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            box.current?.focus();
            setOpen(!open);
          }}
        />
        <div role="listbox" id={list} aria-label={props.label} hidden={!open || options.length === 0}>
          {options.map((choice, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the marked option
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            <div
              key={choice.value}
              role="option"
              id={optionId(choice)}
              aria-selected={choice.value === value}
              data-active={index === active ? true : undefined}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              <span className="long">{choice.label}</span>
              {choice.detail !== undefined && <span className="detail long">{choice.detail}</span>}
            </div>
          ))}
        </div>
        {!props.failed && (
          <span role="status" className={isNoneTold ? 'combobox-none' : 'ds-sr-only'}>
            {open && (props.waits && options.length === 0 ? t.common.loading : t.combobox.hits(options.length))}
          </span>
        )}
      </div>
      {props.failed && (
        <ValidationMessage data-color="warning" role="status">
          {t.combobox.failed}
        </ValidationMessage>
      )}
      {error !== undefined && <ValidationMessage>{error}</ValidationMessage>}
    </Field>
  );
}
