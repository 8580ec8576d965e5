package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// contentTypes is the part that has to come first, and whose defaults the workbook library writes in the order of a map.
const contentTypes = "[Content_Types].xml"

// archive is a zip file whose bytes depend on nothing but the bytes of its parts: they are sorted by name and have no
// times. Parts are compressed as they arrive, so that only the compressed workbook is held in memory.
type archive struct {
	w     io.Writer
	parts []*part
}

// part is one file of the archive.
type part struct {
	name   string
	packed bytes.Buffer
	deflat *flate.Writer
	sum    hash.Hash32
	size   uint64
	raw    *bytes.Buffer // the part is rewritten before it is packed
}

// Create begins the next part.
func (a *archive) Create(name string) (io.Writer, error) {
	p := &part{name: name, sum: crc32.NewIEEE()}
	var err error
	if p.deflat, err = flate.NewWriter(&p.packed, flate.DefaultCompression); err != nil {
		return nil, err
	}
	a.parts = append(a.parts, p)
	if name == contentTypes {
		p.raw = &bytes.Buffer{}
		return p.raw, nil
	}
	return p, nil
}

// Write packs some bytes of the part.
func (p *part) Write(b []byte) (int, error) {
	p.size += uint64(len(b))
	_, _ = p.sum.Write(b) // a hash takes everything
	return p.deflat.Write(b)
}

// AddFS is of the interface; the workbook library does not use it for what is written here.
func (*archive) AddFS(fs.FS) error {
	return errors.New("adding a folder to a workbook: not supported")
}

// Close writes the archive: the content types, then the other parts by name.
func (a *archive) Close() error {
	slices.SortFunc(a.parts, func(x, y *part) int {
		switch {
		case x.name == y.name:
			return 0
		case x.name == contentTypes:
			return -1
		case y.name == contentTypes:
			return 1
		}
		return strings.Compare(x.name, y.name)
	})
	z := zip.NewWriter(a.w)
	for _, p := range a.parts {
		if err := p.writeTo(z); err != nil {
			return err
		}
	}
	return z.Close()
}

func (p *part) writeTo(z *zip.Writer) error {
	if p.raw != nil {
		if _, err := p.Write(sortDefaults(p.raw.Bytes())); err != nil {
			return err
		}
	}
	if err := p.deflat.Close(); err != nil {
		return err
	}
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: p.name, Method: zip.Deflate, CRC32: p.sum.Sum32(),
		CompressedSize64: uint64(p.packed.Len()), UncompressedSize64: p.size,
	})
	if err != nil {
		return err
	}
	_, err = w.Write(p.packed.Bytes())
	return err
}

// sortDefaults sorts the elements of the content types, none of which means anything by its place.
func sortDefaults(xml []byte) []byte {
	element := regexp.MustCompile(`<(?:Default|Override) [^>]*>(?:</(?:Default|Override)>)?`)
	found := element.FindAll(xml, -1)
	if len(found) == 0 {
		return xml
	}
	slices.SortFunc(found, bytes.Compare)
	at := element.FindIndex(xml)
	rest := element.ReplaceAll(xml[at[0]:], nil)
	return slices.Concat(xml[:at[0]], bytes.Join(found, nil), rest)
}
