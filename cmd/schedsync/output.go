package main

import (
	"github.com/schedsync/schedsync/exporters/files"
)

// result writes a command's result to stdout, or to the file of --out, whole or not at all.
func (c *Cmd) result(data []byte) error {
	if c.global.out == "" {
		_, err := c.Stdout.Write(data)
		return err
	}
	return c.write(c.global.out, data)
}

// write writes a file the user named, without the secrets that a command may have learned.
func (c *Cmd) write(path string, data []byte) error {
	changed, err := files.Write(path, c.redactor.Bytes(data), files.Mode)
	if err != nil {
		return err
	}
	if changed {
		c.note("wrote %s", path)
	} else {
		c.note("%s is up to date", path)
	}
	return nil
}
