import { Field, Label, Search } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/index.tsx';

/** A search that filters what is on the page, with the number of hits told to those who do not see them. */
export function SearchBox(props: {
  readonly label: string;
  readonly value: string;
  readonly hits: number;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTexts();
  return (
    <Field className="prose">
      <Label>{props.label}</Label>
      <Search>
        <Search.Input value={props.value} maxLength={100} onChange={(event) => props.onChange(event.target.value)} />
        <Search.Clear aria-label={t.common.clear} />
      </Search>
      <span role="status" className="ds-sr-only">
        {props.value !== '' && t.common.results(props.hits)}
      </span>
    </Field>
  );
}
