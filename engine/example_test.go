package engine_test

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
)

func ExampleResolver_Slices() {
	db, err := archive()
	if err != nil {
		panic(err)
	}
	lisbon, err := db.Load("Europe/Lisbon")
	if err != nil {
		panic(err)
	}
	r, err := engine.Compile(&engine.Schedule{ID: "s", Zone: lisbon, Enabled: true, Rotations: []engine.Rotation{{
		ID: "week", Zone: lisbon, Start: local("2026-10-12 09:00"), Every: every(1, engine.Weeks), People: people("ana bo"),
	}}}, nil, nil)
	if err != nil {
		panic(err)
	}
	for s := range r.Slices(window("2026-10-19 08:00 .. 2026-11-09 09:00"), engine.Final) {
		fmt.Println(s.Start, s.On[0].Who, int64(s.Length())/3600, "hours")
	}
	// Output:
	// 2026-10-19T08:00:00Z bo 169 hours
	// 2026-10-26T09:00:00Z ana 168 hours
	// 2026-11-02T09:00:00Z bo 168 hours
}
