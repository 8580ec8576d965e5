package sheet

import (
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/near"
)

// Months in the languages of the rosters we know of: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish.
// A word stands for the month whose entry it begins; three letters are enough, but four for the French juin and juillet.
const monthWords = `jan january januar janvier enero ene gennaio gen janeiro januari jaenner
feb february februar fevrier fev febrero febbraio fevereiro februari
mar march maerz marz mrz mars marzo marco maart mrt
apr april avril avr abril abr aprile
may mai mayo maggio mag maio mei maj
jun june juni juin junio giugno giu junho
jul july juli juillet juil julio luglio lug julho
aug august aout agosto ago augusti augustus
sep sept september septembre septiembre settembre set setembro
oct october okt oktober octobre octubre ottobre ott outubro out
nov november novembre noviembre novembro
dec december dez dezember decembre diciembre dic dicembre dezembro` //nolint:misspell // French

// Days of the week in the same languages, Monday first. Some words stand for two days (di: Tuesday in German, Sunday in
// French), which is why a word gives a set.
const dayWords = `m mo mon monday montag lun lundi lu lunes lunedi seg segunda ma maandag man mandag mandag
di tu tue tues tuesday dienstag mar mardi ma martes martedi ter terca ti dinsdag tis tisdag
w we wed weds wednesday mi mittwoch mer mercredi me mie miercoles mercoledi qua quarta wo woensdag ons onsdag ke
th thu thur thurs thursday do don donnerstag jeu jeudi je jue jueves giovedi gio qui quinta donderdag tor torsdag to
f fr fri friday freitag fre ven vendredi ve vie viernes venerdi sex sexta vr vrijdag fredag pe
sa sat saturday samstag sam samedi sab sabado sabato za zaterdag lor lordag la
so su sun sunday sonntag son dim dimanche di dom domingo domenica zo zondag sondag`

// monthOf returns the month a word stands for, 1 to 12; 0 for none.
func monthOf(word string) int {
	for i, line := range strings.Split(monthWords, "\n") {
		if hasWord(line, word) {
			return i + 1
		}
	}
	return 0
}

// daySet is a set of days of the week.
type daySet [7]bool

// weekdaysOf returns the days of the week a word may stand for; ok is false for a word that is none.
func weekdaysOf(word string) (set daySet, ok bool) {
	for i, line := range strings.Split(dayWords, "\n") {
		if hasWord(line, word) {
			set[i], ok = true, true
		}
	}
	return set, ok
}

// has reports whether the day may be meant.
func (s daySet) has(d civil.Weekday) bool { return s[d] }

func hasWord(line, word string) bool {
	word = strings.TrimRight(near.Fold(word), ".")
	if word == "" {
		return false
	}
	for _, w := range strings.Fields(line) {
		if w == word {
			return true
		}
	}
	return false
}
