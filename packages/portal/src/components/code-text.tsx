/**
 * Commands and programs, also in room that is too narrow: they break between words, for an option that breaks after its hyphens is read as
 * another, and what goes on below is indented, so that one sees where the next begins. What is read and copied is the text as it is.
 */
export const CodeText = ({ of: text }: { readonly of: string }) =>
  text.split(/(?<=\n)/).map((line, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
    <span key={place} className="code-line">
      {line.split(/(\s+)/).map((word, at) =>
        /\S/.test(word) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word has no other name than its place
          <span key={at} className="code-word">
            {word}
          </span>
        ) : (
          word
        ),
      )}
    </span>
  ));
