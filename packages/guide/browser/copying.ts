/** A button on each block of code that copies it, and tells so to those who do not see it. */
export function makeCopyable(): void {
  const said = document.querySelector<HTMLElement>('.said');
  for (const button of document.querySelectorAll<HTMLButtonElement>('.copy')) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const text = button.parentElement?.querySelector('code')?.textContent ?? '';
      const isCopied = await copied(`${text}\n`);
      if (said) said.textContent = (isCopied ? said.dataset['copied'] : said.dataset['notCopied']) ?? '';
      if (!isCopied) return;
      button.textContent = said?.dataset['copied'] ?? words;
      button.addEventListener(
        'blur',
        () => {
          button.textContent = words;
          if (said) said.textContent = '';
        },
        { once: true },
      );
    });
  }
}

/** A page that is not served safely (plain http from another machine) has no clipboard. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
