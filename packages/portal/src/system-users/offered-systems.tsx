import { Fieldset, Paragraph, Radio, ValidationMessage } from '@digdir/designsystemet-react';
import type { OfferedSystem } from '../api/own-users.ts';
import { useInAddress } from '../components/in-address.ts';
import { SearchBox } from '../components/search-box.tsx';
import { useOrganizationNames } from '../organizations/organization-names.ts';
import { useTexts } from '../systems/words.ts';
import { wordsOf } from './words.ts';

/** As many as one reads through; a search finds the others. */
const SHOWN = 20;

/** The systems that vendors let everybody take into use; one is chosen. */
export function OfferedSystems(props: {
  readonly organization: string;
  readonly systems: readonly OfferedSystem[];
  readonly chosen: string;
  readonly error: string | undefined;
  readonly onChoose: (system: OfferedSystem) => void;
}) {
  const { t, language } = useTexts();
  const [words, setWords] = useInAddress('q');
  const { systems } = props;
  const vendorOf = useOrganizationNames(
    systems.map(({ systemVendorOrgNumber }) => systemVendorOrgNumber),
    props.organization,
  );
  const nameOf = ({ name, systemId }: OfferedSystem) => wordsOf(name, language) ?? systemId;
  const wanted = words.trim().toLowerCase();
  const found = systems.filter((one) =>
    `${nameOf(one)}\n${vendorOf(one.systemVendorOrgNumber)}\n${one.systemId}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <SearchBox label={t.ownUsers.search} value={words} hits={found.length} onChange={setWords} />
      <Fieldset id="system" tabIndex={-1}>
        <Fieldset.Legend>{`${t.ownUsers.choose} *`}</Fieldset.Legend>
        {found.length === 0 && <Paragraph>{t.ownUsers.noHits}</Paragraph>}
        {found.slice(0, SHOWN).map((one) => (
          <Radio
            key={one.systemId}
            name="system"
            className="long"
            label={nameOf(one)}
            description={[wordsOf(one.description, language), t.ownUsers.by(vendorOf(one.systemVendorOrgNumber))]
              .filter((text) => text !== undefined)
              .join(' · ')}
            value={one.systemId}
            checked={props.chosen === one.systemId}
            onChange={() => props.onChoose(one)}
          />
        ))}
        {found.length > SHOWN && <Paragraph data-size="sm">{t.systems.picks.more(found.length - SHOWN)}</Paragraph>}
        {props.error !== undefined && <ValidationMessage>{props.error}</ValidationMessage>}
      </Fieldset>
    </>
  );
}
