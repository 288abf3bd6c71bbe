import { Button, Checkbox, Fieldset, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { type ReactNode, useId, useState } from 'react';
import { type Choice, fitting } from '../components/choices.ts';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { SearchBox } from '../components/search-box.tsx';
import type { Choices } from './choices.ts';
import { useTexts } from './words.ts';

/** As many as one reads through; a search finds the others. */
const SHOWN = 40;
/** More than this are searched before they are shown. */
const SEEN_AT_ONCE = 7;

/**
 * Several of many: to the left one searches and ticks, to the right what is chosen stays in sight. Of many none are shown before somebody
 * searches, or asks for all.
 * @param id what is chosen among, and what a fault leads to
 */
export function PickPanes(props: {
  readonly id: 'clients' | 'packages' | 'resources';
  readonly legend: string;
  readonly description: string;
  readonly error: string | undefined;
  readonly choices: Choices;
  /** Said, with where to go, when there is nothing to choose. */
  readonly none?: ReactNode;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { t } = useTexts();
  const { id, choices, chosen, onChange } = props;
  const tick = (value: string, on: boolean) =>
    onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value));
  return (
    <Fieldset id={id} tabIndex={-1}>
      <Fieldset.Legend>{props.legend}</Fieldset.Legend>
      <Fieldset.Description>{props.description}</Fieldset.Description>
      <div className="panes">
        <div className="stack tight">
          {choices.pending && <Loading />}
          {choices.error !== undefined && <Paragraph data-size="sm">{t.systems.picks.failed}</Paragraph>}
          {!choices.pending && choices.error === undefined && choices.all.length === 0 && (
            <Paragraph data-size="sm">{props.none ?? t.systems.picks.empty}</Paragraph>
          )}
          {choices.all.length > 0 && <List legend={props.legend} choices={choices.all} chosen={chosen} onTick={tick} />}
        </div>
        <Chosen legend={props.legend} choices={choices.all} chosen={chosen} onTake={(value) => tick(value, false)} />
      </div>
      {props.error !== undefined && <ValidationMessage>{props.error}</ValidationMessage>}
    </Fieldset>
  );
}

/** Above a form in which one chooses: what keeps its lists away is mostly the same, and is said once. */
export function ChoicesNotLoaded({ of }: { readonly of: readonly Choices[] }) {
  const failed = of.filter(({ error }) => error !== undefined);
  const [first] = failed;
  if (first === undefined) return null;
  return <NotLoaded what="choices" error={first.error} retry={() => Promise.all(failed.map(({ retry }) => retry()))} />;
}

/** What can be chosen. */
function List(props: {
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly onTick: (value: string, on: boolean) => void;
}) {
  const { t } = useTexts();
  const [words, setWords] = useState('');
  const [all, setAll] = useState(false);
  const { legend, choices, chosen, onTick } = props;
  const isLong = choices.length > SEEN_AT_ONCE;
  const found = fitting(choices, words);
  const shown = isLong && !all && words.trim() === '' ? [] : found.slice(0, SHOWN);
  return (
    <>
      {isLong && (
        <SearchBox
          label={t.systems.picks.search(legend.toLowerCase())}
          value={words}
          hits={found.length}
          onChange={setWords}
        />
      )}
      {found.length === 0 && <Paragraph data-size="sm">{t.systems.picks.nothing}</Paragraph>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="pane-list" tabIndex={0} aria-label={`${legend}: ${t.systems.picks.all}`}>
        {shown.map(({ value, label, detail }) => (
          <Checkbox
            key={value}
            data-size="sm"
            label={label}
            {...(detail === undefined ? {} : { description: detail })}
            value={value}
            checked={chosen.includes(value)}
            onChange={(event) => onTick(value, event.target.checked)}
          />
        ))}
      </section>
      {shown.length > 0 && found.length > SHOWN && (
        <Paragraph data-size="sm" className="subtle">
          {t.systems.picks.more(found.length - SHOWN)}
        </Paragraph>
      )}
      {isLong && words.trim() === '' && (
        <div className="row">
          <Button type="button" variant="tertiary" data-size="sm" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t.systems.picks.hide : t.systems.picks.showAll(choices.length)}
          </Button>
        </div>
      )}
    </>
  );
}

/** What is chosen, also what there is no more: that can be taken away. */
function Chosen(props: {
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly onTake: (value: string) => void;
}) {
  const { t } = useTexts();
  const heading = useId();
  const byValue = new Map(props.choices.map((one) => [one.value, one]));
  return (
    <div className="pane-chosen stack tight">
      <p id={heading} className="pane-title" tabIndex={-1}>
        {t.systems.picks.chosen(props.chosen.length)}
      </p>
      {props.chosen.length === 0 ? (
        <Paragraph data-size="sm">{t.systems.picks.none}</Paragraph>
      ) : (
        <ul
          className="plain stack tight"
          aria-label={`${props.legend}: ${t.systems.picks.chosen(props.chosen.length)}`}
        >
          {props.chosen.map((value) => {
            const name = byValue.get(value)?.label ?? value;
            return (
              <li key={value} className="row spread pane-pick">
                <span className="long">{name}</span>
                <Button
                  type="button"
                  variant="tertiary"
                  data-size="sm"
                  data-color="danger"
                  aria-label={t.systems.picks.remove(name)}
                  onClick={() => {
                    props.onTake(value);
                    // The button goes with what it took away.
                    document.getElementById(heading)?.focus();
                  }}
                >
                  {t.common.remove}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
