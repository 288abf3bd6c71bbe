import { Button, List, Paragraph } from '@digdir/designsystemet-react';
import { useId, useState } from 'react';
import type { Choice } from '../components/choices.ts';
import { Combobox } from '../components/combobox.tsx';
import { useTexts } from '../texts/index.tsx';

/**
 * Several of many: a picker that adds to a list, and what is chosen below it, each with a button that takes it away.
 * @param accept what is written as it will be kept; undefined when it cannot be taken
 */
export function ChosenList(props: {
  readonly id: string;
  readonly required?: boolean;
  readonly label: string;
  /** What the button that adds is called. */
  readonly add: string;
  readonly description: string;
  readonly error: string | undefined;
  readonly chosen: readonly string[];
  readonly nameOf: (value: string) => string;
  readonly choices: readonly Choice[];
  readonly accept: (text: string) => string | undefined;
  readonly refusal: string;
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { t } = useTexts();
  const [written, setWritten] = useState('');
  const [refused, setRefused] = useState(false);
  const { chosen, nameOf, onChange } = props;
  const list = useId();
  const add = (text: string) => {
    const value = props.accept(text);
    setRefused(value === undefined);
    if (value === undefined) return;
    setWritten('');
    if (!chosen.includes(value)) onChange([...chosen, value]);
  };
  return (
    <div className="stack tight">
      <Combobox
        id={props.id}
        label={props.label}
        optional={!props.required}
        description={props.description}
        error={refused ? props.refusal : props.error}
        value={written}
        choices={props.choices.filter(({ value }) => !chosen.includes(value))}
        onChange={(value, choice) => {
          setRefused(false);
          if (choice) add(choice.value);
          else setWritten(value);
        }}
      />
      <div className="row">
        <Button variant="secondary" data-size="sm" onClick={() => add(written.trim())}>
          {props.add}
        </Button>
      </div>
      {chosen.length === 0 ? (
        <Paragraph>{t.policy.noneChosen}</Paragraph>
      ) : (
        <List.Unordered id={list} aria-label={t.policy.chosen(props.label)} className="chosen">
          {chosen.map((value) => (
            <List.Item key={value} className="row spread">
              <span className="long">{nameOf(value)}</span>
              <Button
                variant="tertiary"
                data-size="sm"
                data-color="danger"
                aria-label={t.policy.take(nameOf(value))}
                onClick={() => {
                  onChange(chosen.filter((one) => one !== value));
                  document.getElementById(props.id)?.focus();
                }}
              >
                {t.common.remove}
              </Button>
            </List.Item>
          ))}
        </List.Unordered>
      )}
    </div>
  );
}
