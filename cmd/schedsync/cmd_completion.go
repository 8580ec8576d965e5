package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// shells returns those that completion scripts can be written for.
func shells() []string { return []string{"bash", "fish", "powershell", "zsh"} }

func (c *Cmd) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "completion " + strings.Join(shells(), "|"), Short: "Print the completion script of a shell",
		Long: `Prints the script that makes a shell complete commands, flags and the ids of the workspace's schedules.

  bash         source <(schedsync completion bash), with the package bash-completion installed
  zsh          schedsync completion zsh > "${fpath[1]}/_schedsync"
  fish         schedsync completion fish > ~/.config/fish/completions/schedsync.fish
  powershell   schedsync completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: shells(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(fmt.Errorf("completion takes one shell, of %s", strings.Join(shells(), ", ")))
			}
			script, err := completionScript(cmd.Root(), args[0])
			if err != nil {
				return err
			}
			return c.result(script)
		},
	}
}

func completionScript(root *cobra.Command, shell string) ([]byte, error) {
	var b bytes.Buffer
	var err error
	switch shell {
	case "bash":
		err = root.GenBashCompletionV2(&b, true)
	case "fish":
		err = root.GenFishCompletion(&b, true)
	case "powershell":
		err = root.GenPowerShellCompletionWithDesc(&b)
	case "zsh":
		err = root.GenZshCompletion(&b)
	default:
		err = usage(fmt.Errorf("%q is none of %s", shell, strings.Join(shells(), ", ")))
	}
	return b.Bytes(), err
}
