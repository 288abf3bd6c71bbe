/** The numbers of a text's lines, beside it: what a fault names can be found. They are no part of what is copied or read out. */
export const LineNumbers = ({ of: text }: { readonly of: string }) => (
  <span aria-hidden="true" className="line-numbers">
    {text
      .split('\n')
      .map((_, line) => line + 1)
      .join('\n')}
  </span>
);
