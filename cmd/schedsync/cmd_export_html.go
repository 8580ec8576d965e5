package main

import "github.com/spf13/cobra"

func (c *Cmd) exportHTMLCommand() *cobra.Command { return &cobra.Command{Use: "html"} }
