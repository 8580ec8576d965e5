package html_test

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/exportertest"
)

// TestProofBrowser uses the page in a real browser: zoom, filter, keyboard, the line at now, the policy, dark and print.
func TestProofBrowser(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	b := startBrowser(t)
	hostilePage := encode(t, page(hostile), week(t))
	b.show(hostilePage)
	looks(b.is)
	zoom(t, b)
	keys(b, b.is)
	media(b, hostilePage, b.is)
	nowLine(t, b)
	picture(t, b)
}

// asserts is [browser.is].
type asserts func(what, expression, want string)

// looks at the page as it opens.
func looks(is asserts) {
	is("the script runs", `document.getElementById("tools").hidden`, "false")
	is("no name runs", `document.images.length + document.scripts.length`, "1")
	is("a name is text", `document.querySelector(".names div").textContent`, hostile)
	is("the style applies", `getComputedStyle(document.querySelector(".names")).paddingTop`, "64px")
	is("a gap is hatched", `getComputedStyle(document.querySelector(".chart .gap rect")).fill`, `url("#gap-lines")`)
	is("rows stand beside their names", `document.querySelectorAll(".names")[0].offsetHeight >= document.querySelector(".chart").getBoundingClientRect().height`, "true")
}

// zoom twice and back.
func zoom(t *testing.T, b *browser) {
	t.Helper()
	wide := func() float64 {
		n, _ := strconv.ParseFloat(b.eval(`document.querySelector(".chart").getBoundingClientRect().width`), 64)
		return n
	}
	before := wide()
	b.press("+", "+")
	if after := wide(); after < 1.99*before || after > 2.01*before {
		t.Errorf("zoomed twice: from %v to %v pixels", before, after)
	}
	b.is("zoom says so", `document.getElementById("zoom").textContent`, "200%")
	b.press("0")
	b.is("back", `document.getElementById("zoom").textContent`, "100%")
}

// keys filters, and walks through a chart.
func keys(b *browser, is asserts) {
	b.press("/", "c", "y")
	is("filter", `Array.from(document.querySelectorAll(".item:not([hidden]) h3")).map(h => h.textContent.trim()).join("|")`, "Desk desk|cy")
	is("others step back", `document.querySelectorAll("#s0 .bar:not(.dim)").length`, "1")
	is("and says so", `document.getElementById("found").textContent`, "2 of 4 charts match")
	b.press("Escape")
	is("no filter", `document.querySelectorAll(".item[hidden], .bar.dim").length`, "0")

	b.eval(`document.getElementById("s0").focus()`)
	b.press("ArrowRight")
	is("the first shift", `document.activeElement.getAttribute("aria-label")`, hostile+": week, turn 0, Thu 2026-03-26 00:00 UTC+1 to Fri 2026-03-27 09:00 UTC+1, 33 h")
	b.press("ArrowRight")
	is("the next in the row", `document.activeElement.getAttribute("class")`, "bar p0 cover")
	b.press("ArrowDown", "ArrowDown", "ArrowDown")
	is("down to the gap", `document.activeElement.getAttribute("class")`, "bar gap")
	is("read aloud", `document.getElementById("detail").textContent`, "gap: nobody is on call, Sun 2026-03-29 09:00 UTC+2 to Mon 2026-03-30 09:00 UTC+2, 24 h")
	b.press("Escape")
	is("out of the bars", `document.activeElement.id`, "s0")
}

// media breaks into the page, and looks at it in the dark and on paper.
func media(b *browser, page string, is asserts) {
	b.show(strings.Replace(page, "</body>", "<script>document.title = 'broken'</script><p style=\"color: red\" onclick=\"1\" id=\"x\">x</p></body>", 1))
	is("the policy holds", `document.title + getComputedStyle(document.getElementById("x")).color`, "On callrgb(27, 27, 27)")

	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []any{map[string]string{"name": "prefers-color-scheme", "value": "dark"}}}, nil)
	is("dark", `getComputedStyle(document.body).backgroundColor`, "rgb(21, 24, 28)")
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
	is("print", `getComputedStyle(document.getElementById("tools")).display`, "none")
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": "", "features": []any{}}, nil)
}

// nowLine looks at a page whose window holds the present.
func nowLine(t *testing.T, b *browser) {
	t.Helper()
	now, err := strconv.ParseInt(b.eval(`String(Math.floor(Date.now() / 1000))`), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	z := zone(t, "UTC")
	at := func(days int64) string { return civil.Local(now + days*civil.DayLen).String()[:16] }
	s := &engine.Schedule{ID: "s", Name: "S", Zone: z, Enabled: true, Rotations: []engine.Rotation{{ID: "r"}}}
	b.show(encode(t, page(""), exportertest.New(s, at(-1), at(1)).Shift(at(-1), at(1), exportertest.Turn("ana", 0)).Timeline()))
	x, err := strconv.ParseFloat(strings.TrimSuffix(b.eval(`document.querySelector("#s0 .now line").getAttribute("x1")`), "%"), 64)
	if err != nil || x < 49 || x > 51 {
		t.Errorf("now is at %v %%, %v", x, err)
	}
	if got := b.eval(`document.querySelector(".current").textContent`); got != "Now: ana." {
		t.Errorf("on call now: %q", got)
	}
}

// picture looks at the page as a picture: it is not empty, and has the colours of a gap.
func picture(t *testing.T, b *browser) {
	t.Helper()
	b.show(encode(t, page(""), week(t)))
	var shot struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	data, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]uint32]int{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			r, g, bl, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r >> 8, g >> 8, bl >> 8}]++
		}
	}
	for what, c := range map[string][3]uint32{"weekend": {0xe9, 0xe9, 0xec}, "gap": {0xd9, 0x48, 0x0f}, "ana": {0xa5, 0xc8, 0xf0}, "cy": {0xa9, 0xdc, 0xb0}} {
		if seen[c] < 50 {
			t.Errorf("the picture has %d pixels of the colour of %s", seen[c], what)
		}
	}
}
