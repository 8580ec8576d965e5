package engine

import "github.com/schedsync/schedsync/engine/civil"

// StepAnswer is whom a step of an escalation reaches at an instant.
type StepAnswer struct {
	After   Length
	Targets []TargetAnswer
}

// TargetAnswer is whom one target of a step reaches.
type TargetAnswer struct {
	Target NotifyTarget
	Who    []Participant // nobody: the target reaches nobody then
	Since  civil.Instant // schedules: since when they are on call; next: from when they will be; 0: unknown, or not a schedule
	Until  civil.Instant // schedules: until when; 0: unknown, or not a schedule
}

// AnswerEscalation tells whom each step of an escalation reaches when an alert is raised at t. Every step is answered as of
// t, not as of its delay: that is what a person wants to know who asks who would be woken. resolve finds the resolver of a
// schedule; teams are kept as such.
func AnswerEscalation(e *Escalation, t civil.Instant, resolve func(ScheduleID) (*Resolver, error)) ([]StepAnswer, error) {
	var out []StepAnswer
	for _, step := range e.Steps {
		answer := StepAnswer{After: step.After}
		for _, target := range step.Notify {
			a, err := answerTarget(target, t, resolve)
			if err != nil {
				return nil, err
			}
			answer.Targets = append(answer.Targets, a)
		}
		out = append(out, answer)
	}
	return out, nil
}

func answerTarget(target NotifyTarget, t civil.Instant, resolve func(ScheduleID) (*Resolver, error)) (TargetAnswer, error) {
	a := TargetAnswer{Target: target}
	switch target.Kind {
	case "person":
		a.Who = []Participant{Person(PersonID(target.ID))}
		return a, nil
	case "team":
		a.Who = []Participant{{Kind: KindTeam, ID: target.ID}}
		return a, nil
	}
	r, err := resolve(ScheduleID(target.ID))
	if err != nil {
		return a, err
	}
	if !r.schedule.Enabled {
		return a, nil
	}
	w := r.Who(t)
	on := w.On
	a.Since, a.Until = w.Since, w.Until
	if target.Kind == "next" {
		on, a.Since, a.Until = w.Next, w.NextFrom, 0
	}
	for _, d := range on {
		a.Who = append(a.Who, d.Who)
	}
	return a, nil
}
