import { Argument, Command } from 'commander';
import type { CliIo } from './io.ts';

/** Each script hands the line and the cursor to `altinn-jwks [suggest:…]`, so that they know names and kids as well. */
const SCRIPTS = {
  bash: `# bash completion of altinn-jwks: source <(altinn-jwks completion bash)
_altinn_jwks() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done < <(altinn-jwks "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
}
complete -o default -F _altinn_jwks altinn-jwks
`,
  zsh: `#compdef altinn-jwks
# zsh completion of altinn-jwks: source <(altinn-jwks completion zsh)
_altinn_jwks() {
  local candidates
  candidates=$(altinn-jwks "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)
  if [ -n "$candidates" ]; then compadd -- $=candidates; else _files; fi
}
if [ "$funcstack[1]" = "_altinn_jwks" ]; then _altinn_jwks "$@"; else compdef _altinn_jwks altinn-jwks; fi
`,
  fish: `# fish completion of altinn-jwks: altinn-jwks completion fish | source
complete -c altinn-jwks -a '(altinn-jwks "[suggest]" (commandline -cp | string collect) 2>/dev/null)'
`,
  pwsh: `# PowerShell completion of altinn-jwks: altinn-jwks completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName altinn-jwks -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $line = $commandAst.ToString().PadRight($cursorPosition)
  altinn-jwks "[suggest:$cursorPosition]" "$line" 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
} as const;

/** `altinn-jwks completion <shell>` prints a script for the shell to source. */
export const completionCommand = (io: CliIo): Command =>
  new Command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
Examples:
  source <(altinn-jwks completion bash)                          in ~/.bashrc
  source <(altinn-jwks completion zsh)                           in ~/.zshrc, after compinit
  altinn-jwks completion fish > ~/.config/fish/completions/altinn-jwks.fish
  altinn-jwks completion pwsh | Out-String | Invoke-Expression   in $PROFILE
`,
    )
    .action((shell: keyof typeof SCRIPTS) => {
      io.stdout.write(SCRIPTS[shell]);
    });
