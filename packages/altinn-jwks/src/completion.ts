/** Completion in shells, for every command of this repository: the scripts, and what may stand at a place of a command line. */

/** As commander has it; only what is looked at here. */
export interface CommandShape {
  /** As it is typed. */
  name(): string;
  readonly parent: CommandShape | null;
  readonly commands: readonly CommandShape[];
  readonly options: readonly OptionShape[];
  readonly registeredArguments: readonly { name(): string; readonly argChoices?: readonly string[] }[];
}

/** An option of a command, as commander has it. */
export interface OptionShape {
  readonly long?: string | undefined;
  readonly short?: string | undefined;
  /** Takes a value. */
  readonly required: boolean;
  readonly hidden: boolean;
  readonly argChoices?: readonly string[];
}

/** What the program knows itself of values and words. */
export interface Knowledge {
  /** Values of an option without choices of its own. */
  valuesOf(option: OptionShape): readonly string[] | Promise<readonly string[]>;
  /** Words for an argument without choices of its own. */
  wordsFor(argument: string, typed: readonly string[]): readonly string[] | Promise<readonly string[]>;
}

/** The shells that there is a script for; PowerShell by either of its names. */
export const SHELLS: readonly string[] = ['bash', 'zsh', 'fish', 'powershell', 'pwsh'];

/** The directive of System.CommandLine that `dotnet-suggest` and the scripts call: `[suggest:12] "altinn-jwks cre"`. */
const DIRECTIVE = /^\[suggest(?::(\d{1,6}))?\]$/;

/** The position in a `[suggest]` directive: undefined when it is none, infinite when it names no position. */
export function suggestPosition(word: string | undefined): number | undefined {
  const found = DIRECTIVE.exec(word ?? '');
  if (!found) return undefined;
  return found[1] === undefined ? Number.POSITIVE_INFINITY : Number(found[1]);
}

/**
 * What may stand at a position of a command line, sorted.
 * @param line the whole line, the program's own name first
 * @param position of the cursor, in UTF-16 units from the start of the line
 */
export async function candidates(
  program: CommandShape,
  line: string,
  position: number,
  knowledge: Knowledge,
): Promise<readonly string[]> {
  const { typed, partial } = wordsAt(line, position);
  let command = program;
  let taken = 0;
  let open: OptionShape | undefined;
  for (const word of typed) {
    if (open !== undefined) open = undefined;
    else if (word.startsWith('-')) {
      const option = optionNamed(command, word);
      open = option?.required ? option : undefined;
    } else {
      const child = taken === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (child) command = child;
      else taken += 1;
    }
  }
  const found =
    open !== undefined
      ? (open.argChoices ?? (await knowledge.valuesOf(open)))
      : partial.startsWith('-')
        ? optionsOf(command)
        : await wordsFor(command, taken, typed, knowledge);
  return [...new Set(found)].filter((one) => one.startsWith(partial)).sort();
}

/**
 * The words before the one that is being typed, without the program's own name, and that one as far as it goes.
 * @param position of the cursor, in UTF-16 units from the start of the line
 */
export function wordsAt(
  line: string,
  position: number,
): { readonly typed: readonly string[]; readonly partial: string } {
  const words = wordsOf(line.slice(0, position));
  const partial = words.pop() ?? '';
  return { typed: words.slice(1), partial };
}

/** Words as the shell would cut them. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:"[^"]*"?|'[^']*'?|\\.|[^\s"'\\])+/g)].map(([word]) => word.replace(/["']/g, ''));
  return /\s$/.test(line) || line === '' ? [...words, ''] : words;
}

const chain = (command: CommandShape): readonly CommandShape[] => [
  command,
  ...(command.parent ? chain(command.parent) : []),
];

const optionNamed = (command: CommandShape, name: string): OptionShape | undefined =>
  chain(command)
    .flatMap((one) => one.options)
    .find(({ long, short }) => long === name || short === name);

const optionsOf = (command: CommandShape): readonly string[] => [
  ...chain(command).flatMap((one) => one.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? '')),
  '--help',
];

function wordsFor(command: CommandShape, taken: number, typed: readonly string[], knowledge: Knowledge) {
  if (command.commands.length > 0) return taken === 0 ? command.commands.map((one) => one.name()) : [];
  const argument = command.registeredArguments[taken];
  if (argument === undefined) return [];
  return argument.argChoices ?? knowledge.wordsFor(argument.name(), typed);
}

/**
 * The script for a shell to source. Each hands the line and the cursor to the program's `[suggest:…]`, so that what it offers is what this
 * release of the program takes, names and kids included.
 * @param shell one of `SHELLS`; what is no other of them is taken for PowerShell
 */
export function completionScript(program: string, shell: string): string {
  const id = program.replaceAll('-', '_');
  if (shell === 'bash')
    return `# bash completion of ${program}: source <(${program} completion bash)
_${id}() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done < <(${program} "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
}
complete -o default -F _${id} ${program}
`;
  if (shell === 'zsh')
    return `#compdef ${program}
# zsh completion of ${program}: source <(${program} completion zsh)
_${id}() {
  local candidates
  candidates=$(${program} "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)
  if [ -n "$candidates" ]; then compadd -- $=candidates; else _files; fi
}
if [ "$funcstack[1]" = "_${id}" ]; then _${id} "$@"; else compdef _${id} ${program}; fi
`;
  if (shell === 'fish')
    return `# fish completion of ${program}: ${program} completion fish | source
complete -c ${program} -a '(${program} "[suggest]" (commandline -cp | string collect) 2>/dev/null)'
`;
  return `# PowerShell completion of ${program}: ${program} completion ${shell} | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${program} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $line = $commandAst.ToString().PadRight($cursorPosition)
  ${program} "[suggest:$cursorPosition]" "$line" 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

/** Where each script goes, as the help tells. */
export const completionHelp = (program: string): string => `
Examples:
  source <(${program} completion bash)                          in ~/.bashrc
  source <(${program} completion zsh)                           in ~/.zshrc, after compinit
  ${program} completion fish > ~/.config/fish/completions/${program}.fish
  ${program} completion powershell | Out-String | Invoke-Expression   in $PROFILE
`;
