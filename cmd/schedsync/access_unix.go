//go:build unix

package main

import "golang.org/x/sys/unix"

// mayWrite reports whether this user can make files in a folder, as far as the system tells without one being made: its
// modes, its owner, and whether the file system is read-only.
func mayWrite(folder string) bool { return unix.Access(folder, unix.W_OK|unix.X_OK) == nil }
