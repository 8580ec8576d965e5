package wire

import (
	"crypto/sha1" //nolint:gosec // RFC 4122 version 5 ids are made with it; nothing is kept secret by it
	"encoding/hex"
	"fmt"
	"strings"
)

// namespace is the UUID in which the ids of what we make are named (RFC 4122 section 4.3).
var namespace = [16]byte{0x5c, 0x4e, 0xd5, 0x17, 0xc0, 0xde, 0x4a, 0x11, 0x9c, 0xa1, 0x0e, 0x1d, 0x5f, 0x00, 0xd0, 0x6e}

// uuid returns the version 5 UUID of a name.
func uuid(name string) string {
	h := sha1.New() //nolint:gosec // see above
	h.Write(namespace[:])
	h.Write([]byte(name))
	b := h.Sum(nil)[:16]
	b[6] = b[6]&0x0f | 0x50
	b[8] = b[8]&0x3f | 0x80
	s := hex.EncodeToString(b)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

const keyPrefix = "schedsync:"

// Key returns the external key by which a group of ours is known (contract g): "schedsync:OWNER:ID".
func Key(owner, id string) string { return keyPrefix + owner + ":" + id }

// SplitKey reads an external key. ok is false for a key of somebody else. An id may have a layer behind a colon.
func SplitKey(key string) (owner, id string, ok bool) {
	rest, ok := strings.CutPrefix(key, keyPrefix)
	if !ok {
		return "", "", false
	}
	owner, id, ok = strings.Cut(rest, ":")
	return owner, id, ok && owner != "" && id != ""
}

// GroupID returns the id that a new group with an external key gets.
func GroupID(key string) string { return uuid("group " + key) }

// AbsenceID returns the id that an absence of ours has: it follows from what the absence says, so that it can be told
// without any record (contract g). The id of one that was deleted may stay taken, so the same absence made again is tried
// under the ids of further generations, from 0 up to [MostGenerations].
func AbsenceID(a AbsenceRequest, generation int) string {
	text := fmt.Sprintf("absence %s %s %s %s %s", a.Group, a.Member, a.Start, a.End, a.Replacement)
	if generation > 0 {
		text += fmt.Sprintf(" again %d", generation)
	}
	return uuid(text)
}

// MostGenerations is how many ids an absence can have.
const MostGenerations = 6

// OwnAbsence reports whether an absence has one of the ids that ours have.
func OwnAbsence(a AbsenceRequest, id string) bool {
	for g := range MostGenerations {
		if AbsenceID(a, g) == id {
			return true
		}
	}
	return false
}

const tagOpen = "[schedsync:"

// Tag begins the description of a shift of ours (contract g). hash is that of what the shift says.
func Tag(hash string) string { return tagOpen + hash + "]" }

// Tagged reports whether a shift's description begins with a tag of ours.
func Tagged(description string) bool {
	rest, ok := strings.CutPrefix(description, tagOpen)
	hash, _, closed := strings.Cut(rest, "]")
	if !ok || !closed || hash == "" {
		return false
	}
	return !strings.ContainsFunc(hash, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
}
