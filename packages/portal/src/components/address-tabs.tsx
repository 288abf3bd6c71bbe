import { Tabs } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

/**
 * Parts of a page under tabs. Which is open stands in the address, so that a link can lead to it; that one alone is made.
 * @param props.tabs the first is open where the address says nothing
 * @param props.keep what else the address needs
 */
export function AddressTabs<Tab extends string>(props: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly name: (tab: Tab) => ReactNode;
  readonly panel: (tab: Tab) => ReactNode;
  readonly keep?: Readonly<Record<string, string>>;
}) {
  const { tabs, keep } = props;
  const [query, setQuery] = useSearchParams();
  const open = tabs.find((tab) => tab === query.get('tab')) ?? tabs[0] ?? '';
  return (
    <Tabs value={open} onChange={(tab) => setQuery({ ...keep, tab }, { replace: true, preventScrollReset: true })}>
      <Tabs.List aria-label={props.label}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {props.name(tab)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab} value={tab}>
          {tab === open && props.panel(tab)}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
