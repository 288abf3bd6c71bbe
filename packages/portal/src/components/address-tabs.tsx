import { Tabs } from '@digdir/designsystemet-react';
import { type ComponentRef, type ReactNode, useEffect, useRef } from 'react';
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
  const list = useRef<ComponentRef<typeof Tabs.List>>(null);
  // On a telephone the row is wider than its window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another tab is opened
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [open]);
  return (
    <Tabs value={open} onChange={(tab) => setQuery({ ...keep, tab }, { replace: true, preventScrollReset: true })}>
      <Tabs.List aria-label={props.label} ref={list}>
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
