package main

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// shard is one of n equal parts of the schedules: those whose id hashes to it. The hash is FNV-1a modulo n, so it depends on
// nothing but the id and n, and every job of an array finds its part alone. The zero shard is everything.
type shard struct{ i, n uint32 }

// mostShards is more than any array job has.
const mostShards = 10_000

// add adds --shard to a command.
func (s *shard) add(f *pflag.FlagSet) {
	f.Var(s, "shard", "only the schedules of part `I/N`, from 0/N to N-1/N: $JOB_COMPLETION_INDEX/8 in an indexed job of 8")
}

// String returns the shard as it is given, or "".
func (s *shard) String() string {
	if s.n == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.i, s.n)
}

// Set reads "0/4".
func (s *shard) Set(text string) error {
	part, of, _ := strings.Cut(text, "/")
	i, ierr := strconv.ParseUint(part, 10, 32)
	n, nerr := strconv.ParseUint(of, 10, 32)
	if ierr != nil || nerr != nil || n < 1 || n > mostShards || i >= n {
		return fmt.Errorf("%q is no part such as 0/4, 1/4, 2/4, 3/4", text)
	}
	*s = shard{uint32(i), uint32(n)}
	return nil
}

// Type names what the flag takes.
func (*shard) Type() string { return "part" }

// has reports whether an id belongs to the shard.
func (s *shard) has(id string) bool {
	if s.n == 0 {
		return true
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash takes everything
	return h.Sum32()%s.n == s.i
}

// part returns those that belong to the shard, in their order.
func part[T any](s *shard, list []T, id func(T) string) []T {
	if s.n == 0 {
		return list
	}
	var out []T
	for _, x := range list {
		if s.has(id(x)) {
			out = append(out, x)
		}
	}
	return out
}
