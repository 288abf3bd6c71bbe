import type { Find } from './index-of.ts';

/** The search: a dialog that the button or `/` opens. Its index is fetched when it is first opened, and asked on this machine. */
export function makeFindable(): void {
  const button = document.querySelector<HTMLButtonElement>('.search-button');
  const dialog = document.querySelector<HTMLDialogElement>('dialog.search');
  const input = dialog?.querySelector('input');
  const list = dialog?.querySelector('ul');
  const count = dialog?.querySelector<HTMLElement>('.count');
  if (!button || !dialog || !input || !list || !count) return;
  let finder: Promise<Find> | undefined;

  const show = async () => {
    const asked = input.value.trim();
    try {
      finder ??= load();
      const found = asked === '' ? [] : (await finder)(asked);
      if (input.value.trim() !== asked) return;
      list.replaceChildren(...found.map(hit));
      const words = found.length > 0 ? count.dataset['found'] : count.dataset['none'];
      count.textContent = asked === '' ? '' : (words?.replace('{count}', String(found.length)) ?? '');
    } catch {
      finder = undefined;
      count.textContent = count.dataset['failed'] ?? '';
    }
  };
  const open = () => {
    dialog.showModal();
    input.select();
    void show();
  };
  button.hidden = false;
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener('input', () => void show());
  input.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') list.querySelector('a')?.click();
  });
  dialog.querySelector('button')?.addEventListener('click', () => dialog.close());
  // A hit on the page that is open already.
  list.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
}

async function load(): Promise<Find> {
  const { findIn } = await import('./index-of.ts');
  return findIn(document.documentElement.dataset['index'] ?? '');
}

function hit({ address, page, heading }: ReturnType<Find>[number]): HTMLElement {
  const [item, link, title] = [
    document.createElement('li'),
    document.createElement('a'),
    document.createElement('strong'),
  ];
  title.textContent = heading;
  link.href = address;
  link.append(title);
  if (page !== heading) link.append(` ${page}`);
  item.append(link);
  return item;
}
