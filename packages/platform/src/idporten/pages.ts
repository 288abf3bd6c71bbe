/** The pages of the test ID-porten: server-made HTML that needs no script and fetches nothing. */
import { sourceHash } from '../http/index.ts';
import type { Method } from './levels.ts';
import { type PageLanguage, TEXTS } from './texts.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const html = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');

const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;font:1.0625rem/1.5 system-ui,sans-serif;color:#1e2b3c;background:#f4f5f6}
header{background:#13315c;color:#fff;padding:1rem 0}
header p{margin:0;font-weight:600}
main,header>div{max-width:44rem;margin:0 auto;padding:0 1rem}
main{padding-bottom:3rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .5rem}
.note{background:#fff3d6;border-left:.3rem solid #b36b00;padding:.6rem .9rem;margin:1rem 0}
.row{display:flex;gap:.5rem;flex-wrap:wrap}
label,legend{font-weight:600}
input[type=search]{flex:1 1 16rem;min-width:0;font:inherit;padding:.6rem;border:2px solid #5a6676;border-radius:.3rem;background:#fff}
fieldset{border:1px solid #b5bdc7;border-radius:.3rem;margin:1.2rem 0;padding:.6rem 1rem;background:#fff}
fieldset label{display:block;font-weight:400;padding:.2rem 0}
button,a.button{font:inherit;cursor:pointer;border-radius:.3rem;border:2px solid #13315c;background:#fff;color:#13315c;padding:.6rem 1rem;text-decoration:none}
button.primary{background:#13315c;color:#fff}
ul.persons{list-style:none;margin:0;padding:0}
ul.persons li{margin:0 0 .5rem}
ul.persons button{width:100%;text-align:left;display:block}
ul.persons .name{font-weight:600;display:block}
ul.persons .more{display:block;font-size:.95rem;color:#3d4a5c}
.primary:not(:hover) .more{color:inherit}
button:hover,a.button:hover{background:#e3ebf7;color:#13315c}
:focus-visible{outline:3px solid #b36b00;outline-offset:2px}
`;
const SUBMIT = "document.forms[0].requestSubmit(document.querySelector('button.primary'));";

/**
 * The security policy of the pages: our one style sheet, our one script, nothing from elsewhere, and no framing.
 * @param formTargets origins to which a form may lead by redirection, besides ours: browsers count redirections too
 */
export const contentSecurityPolicy = (formTargets: readonly string[] | 'any' = []): string =>
  [
    "default-src 'none'",
    `style-src ${sourceHash(STYLE)}`,
    `script-src ${sourceHash(SUBMIT)}`,
    ...(formTargets === 'any' ? [] : [`form-action 'self' ${formTargets.join(' ')}`.trim()]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

const page = (language: PageLanguage, heading: string, body: string, script = ''): string => {
  const texts = TEXTS[language];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(heading)} – ${texts.title}</title><style>${STYLE}</style></head>
<body><header><div><p>${texts.title}</p></div></header>
<main><h1>${html(heading)}</h1>
${body}</main>${script === '' ? '' : `<script>${script}</script>`}</body></html>
`;
};

interface Choice {
  readonly name: string;
  readonly pid: string;
  readonly actsFor: readonly string[];
}

export interface ChoicePage {
  readonly language: PageLanguage;
  /** Path of this interaction. */
  readonly action: string;
  readonly clientName: string;
  readonly query: string;
  readonly methods: readonly Method[];
  /** Whom the service expects: offered first. */
  readonly expected?: Choice | undefined;
  readonly persons: readonly Choice[];
  readonly more: boolean;
  readonly message?: string;
}

/** The page on which one picks a synthetic person. */
export function choicePage(view: ChoicePage): string {
  const texts = TEXTS[view.language];
  const other = view.language === 'nb' ? 'en' : 'nb';
  const offered = [...(view.expected ? [view.expected] : []), ...view.persons];
  const persons = offered.map(
    (
      person,
    ) => `<li><button name="person" value="${html(person.pid)}"${person === view.expected ? ' class="primary"' : ''}>
<span class="name">${texts.loginAs} ${html(person.name)}</span><span class="more">${html(person.pid)}${
      person.actsFor.length === 0 ? '' : ` · ${texts.actsFor}: ${html(person.actsFor.join(', '))}`
    }</span></button></li>`,
  );
  const methods = view.methods.map(
    (method, index) =>
      `<label><input type="radio" name="method" value="${html(method.amr)}"${index === 0 ? ' checked' : ''}> ${html(method.amr)} (${
        method.acr === 'idporten-loa-high' ? texts.high : texts.substantial
      })</label>`,
  );
  return page(
    view.language,
    texts.heading,
    `<p class="note">${texts.warning}</p>
<p>${texts.service} <strong>${html(view.clientName)}</strong>. <a href="?lang=${other}" hreflang="${other}" lang="${other}">${texts.otherLanguage}</a></p>
${view.message === undefined ? '' : `<p class="note" role="alert">${html(view.message)}</p>`}
<form method="get" action="${html(view.action)}" role="search"><input type="hidden" name="lang" value="${view.language}">
<p><label for="q">${texts.search}</label></p><div class="row"><input type="search" id="q" name="q" value="${html(view.query)}" maxlength="100" autocomplete="off"><button>${texts.searchButton}</button></div></form>
<form method="post" action="${html(view.action)}/login"><fieldset><legend>${texts.method}</legend>${methods.join('')}</fieldset>
${offered.length === 0 ? `<p role="status">${texts.nobody}</p>` : `<ul class="persons">${persons.join('\n')}</ul>`}
${view.more ? `<p>${texts.many}</p>` : ''}</form>
<form method="post" action="${html(view.action)}/cancel"><button>${texts.cancel}</button></form>
`,
  );
}

/** An OAuth error that cannot be sent back to the client. */
export function errorPage(language: PageLanguage, error: string, description?: string): string {
  const texts = TEXTS[language];
  const detail = description === undefined ? error : `${error}: ${description}`;
  return page(language, texts.errorHeading, `<p>${html(detail)}</p><p>${texts.errorHelp}</p>`);
}

export const expiredPage = (language: PageLanguage): string =>
  page(language, TEXTS[language].errorHeading, `<p>${TEXTS[language].expired}</p><p>${TEXTS[language].errorHelp}</p>`);

/** Asks whether to log out; a client's own logout goes through by itself, with a button for browsers without script. */
export function logoutPage(language: PageLanguage, form: string, automatic: boolean): string {
  const texts = TEXTS[language];
  const id = 'op.logoutForm';
  const yes = `<button class="primary" form="${id}" name="logout" value="yes">${texts.logout}</button>`;
  const no = `<button form="${id}">${texts.stay}</button>`;
  return automatic
    ? page(language, texts.loggingOut, `${form}<p>${yes}</p>`, SUBMIT)
    : page(language, texts.logoutHeading, `${form}<p class="row">${yes}${no}</p>`);
}

export const loggedOutPage = (language: PageLanguage): string => page(language, TEXTS[language].loggedOut, '');
