import { keep, kept } from './storage.ts';

const KEY = 'portvakt.code';

/** Tabs by the keyboard's arrows; what is chosen in one group is chosen in all that have it, here and on the next page. */
export function makeSwitchable(): void {
  const groups = [...document.querySelectorAll<HTMLElement>('.samples')].map(tabsOf);
  const chooseEverywhere = (label: string) => {
    for (const tabs of groups) {
      const tab = tabs.find(({ dataset }) => dataset['label'] === label);
      if (tab) choose(tabs, tab);
    }
  };
  for (const tabs of groups)
    for (const [place, tab] of tabs.entries()) {
      tab.addEventListener('click', () => {
        const label = tab.dataset['label'] ?? '';
        // What stands above and gets another height would push the code away from under the pointer.
        const before = tab.getBoundingClientRect().top;
        keep(KEY, label);
        chooseEverywhere(label);
        window.scrollBy(0, tab.getBoundingClientRect().top - before);
      });
      tab.addEventListener('keydown', (event) => {
        const next = tabs[nextPlace(event.key, place, tabs.length)];
        if (!next) return;
        event.preventDefault();
        next.click();
        next.focus();
      });
    }
  const known = kept(KEY);
  if (known !== undefined) chooseEverywhere(known);
}

const tabsOf = (group: HTMLElement): readonly HTMLElement[] => [...group.querySelectorAll<HTMLElement>('[role=tab]')];

/** @returns where a key leads (WAI-ARIA's pattern for tabs); −1 when nowhere */
function nextPlace(key: string, place: number, count: number): number {
  if (key === 'ArrowRight') return (place + 1) % count;
  if (key === 'ArrowLeft') return (place - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : -1;
}

function choose(tabs: readonly HTMLElement[], chosen: HTMLElement): void {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
    if (panel) panel.hidden = !isChosen;
  }
}
