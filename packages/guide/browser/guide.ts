import { makeCopyable } from './copying.ts';
import { makeFindable } from './finding.ts';
import { makeSwitchable } from './tabs.ts';
import { makeThemed } from './theme.ts';

makeSwitchable();
makeCopyable();
makeThemed();
makeFindable();

const menu = document.querySelector<HTMLButtonElement>('.menu-button');
const pages = document.getElementById('pages');
if (menu && pages) {
  menu.hidden = false;
  menu.addEventListener('click', () => {
    const open = pages.toggleAttribute('data-open');
    menu.setAttribute('aria-expanded', String(open));
  });
}
