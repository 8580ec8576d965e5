package main

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// deployed reads an example of fixtures/deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(path.Join("../../fixtures/deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// commandLines finds the command lines of the program in text: from its name to the end of the command.
var commandLines = regexp.MustCompile(`(?:^|[ /;&])schedsync ((?:[a-z]+ )[^\n&;|]*)`)

// TestDeployCommandLines puts every command line of the examples through the program's own flags.
func TestDeployCommandLines(t *testing.T) {
	var lines [][]string
	names, err := fs.Glob(os.DirFS("../../fixtures/deploy"), "*")
	if err != nil || len(names) < 9 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		if name == "README.md" || name == "Dockerfile" || name == "prometheus-rules.yaml" {
			continue
		}
		before := len(lines)
		text := regexp.MustCompile(`(?m)^\s*#.*$`).ReplaceAllString(deployed(t, name), "")
		for _, m := range commandLines.FindAllStringSubmatch(text, -1) {
			lines = append(lines, strings.Fields(m[1]))
		}
		for _, m := range regexp.MustCompile(`(?m)args: \[(.*)\]`).FindAllStringSubmatch(text, -1) {
			lines = append(lines, strings.Split(strings.ReplaceAll(m[1], "$(JOB_COMPLETION_INDEX)", "3"), ", "))
		}
		if len(lines) == before && name != "schedsync.timer" {
			t.Errorf("%s runs nothing", name)
		}
	}
	for _, args := range lines {
		if code, out, errs := runAt(t, t.TempDir(), "2026-10-12T09:00:00Z", append(slices.Clone(args), "--help")...); code != OK || !strings.Contains(out, "schedsync "+args[0]) {
			t.Errorf("schedsync %s: exit %d: %s", strings.Join(args, " "), code, errs)
		}
	}
	if code, _, _ := runAt(t, t.TempDir(), "2026-10-12T09:00:00Z", "apply", "--no-such-flag", "--help"); code != Usage {
		t.Error("a flag that is not there passes: nothing is proven")
	}
	if len(lines) < 10 {
		t.Errorf("only %d command lines were found", len(lines))
	}
}

// pod is what the examples for Kubernetes must say of their pod.
type pod struct {
	Spec struct {
		RestartPolicy   string `yaml:"restartPolicy"`
		Grace           int    `yaml:"terminationGracePeriodSeconds"`
		SecurityContext struct {
			RunAsNonRoot bool              `yaml:"runAsNonRoot"`
			RunAsUser    int               `yaml:"runAsUser"`
			FSGroup      int               `yaml:"fsGroup"`
			Seccomp      map[string]string `yaml:"seccompProfile"`
		} `yaml:"securityContext"`
		Containers []struct {
			Name, Image     string
			Args            []string
			SecurityContext struct {
				Escalation bool                `yaml:"allowPrivilegeEscalation"`
				ReadOnly   bool                `yaml:"readOnlyRootFilesystem"`
				Drop       map[string][]string `yaml:"capabilities"`
			} `yaml:"securityContext"`
			Resources map[string]map[string]string
			Mounts    []struct {
				Name     string
				Path     string `yaml:"mountPath"`
				ReadOnly bool   `yaml:"readOnly"`
			} `yaml:"volumeMounts"`
		}
		Volumes []struct {
			Name      string
			ConfigMap map[string]string `yaml:"configMap"`
			Claim     map[string]string `yaml:"persistentVolumeClaim"`
			Secret    map[string]any
		}
	}
}

func (p *pod) sound(t *testing.T) {
	t.Helper()
	s := p.Spec
	if s.RestartPolicy != "Never" || !s.SecurityContext.RunAsNonRoot || s.SecurityContext.RunAsUser == 0 || len(s.Containers) != 1 {
		t.Fatalf("the pod is not as it should be: %+v", s)
	}
	c := s.Containers[0]
	if c.SecurityContext.Escalation || !c.SecurityContext.ReadOnly || !slices.Equal(c.SecurityContext.Drop["drop"], []string{"ALL"}) || c.Resources["limits"]["memory"] == "" {
		t.Errorf("the container may too much: %+v", c)
	}
	for _, m := range c.Mounts {
		if !slices.ContainsFunc(s.Volumes, func(v struct {
			Name      string
			ConfigMap map[string]string `yaml:"configMap"`
			Claim     map[string]string `yaml:"persistentVolumeClaim"`
			Secret    map[string]any
		},
		) bool {
			return v.Name == m.Name
		}) {
			t.Errorf("there is no volume %q", m.Name)
		}
	}
}

// strictly reads YAML with no key that the shape does not have.
func strictly(t *testing.T, name string, into any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(deployed(t, name)))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func TestDeployKubernetes(t *testing.T) {
	type head struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   struct{ Name string }
	}
	var cron struct {
		head `yaml:",inline"`
		Spec struct {
			Schedule    string
			TimeZone    string `yaml:"timeZone"`
			Concurrency string `yaml:"concurrencyPolicy"`
			Starting    int    `yaml:"startingDeadlineSeconds"`
			Good        int    `yaml:"successfulJobsHistoryLimit"`
			Bad         int    `yaml:"failedJobsHistoryLimit"`
			JobTemplate struct {
				Spec struct {
					Backoff  *int `yaml:"backoffLimit"`
					Active   int  `yaml:"activeDeadlineSeconds"`
					Template pod
				}
			} `yaml:"jobTemplate"`
		}
	}
	strictly(t, "cronjob.yaml", &cron)
	if cron.APIVersion != "batch/v1" || cron.Kind != "CronJob" || cron.Spec.Concurrency != "Forbid" || cron.Spec.TimeZone == "" || len(strings.Fields(cron.Spec.Schedule)) != 5 {
		t.Errorf("%+v", cron)
	}
	cron.Spec.JobTemplate.Spec.Template.sound(t)
	args := cron.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Args
	deadline, err := time.ParseDuration(args[slices.Index(args, "--deadline")+1])
	if grace := cron.Spec.JobTemplate.Spec.Template.Spec.Grace; err != nil || int(deadline.Seconds())+grace > cron.Spec.JobTemplate.Spec.Active {
		t.Errorf("the deadline %s and %d s of grace are more than the job may take", deadline, grace)
	}
	var job struct {
		head `yaml:",inline"`
		Spec struct {
			Mode        string `yaml:"completionMode"`
			Completions int
			Parallelism int
			Backoff     int `yaml:"backoffLimit"`
			Template    pod
		}
	}
	strictly(t, "shards.yaml", &job)
	job.Spec.Template.sound(t)
	if job.Kind != "Job" || job.Spec.Mode != "Indexed" || job.Spec.Completions != 8 || !slices.Contains(job.Spec.Template.Spec.Containers[0].Args, "$(JOB_COMPLETION_INDEX)/8") {
		t.Errorf("%+v", job)
	}
}

// TestDeployRules: every metric that an alert asks for is one that a run writes.
func TestDeployRules(t *testing.T) {
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	strictly(t, "prometheus-rules.yaml", &rules)
	h := openHouse(t, nightly)
	written := ""
	for _, args := range [][]string{{"apply", "--yes"}, {"verify"}} {
		h.numbers(OK, args...)
		written += h.file("m.prom")
	}
	alerts := 0
	for _, r := range rules.Groups[0].Rules {
		alerts++
		if r.Alert == "" || r.Annotations["summary"] == "" || r.Labels["severity"] == "" {
			t.Errorf("%+v is no alert to act on", r)
		}
		if strings.Contains(r.Expr, "absent(") && strings.Contains(r.Annotations["summary"], "$value") {
			t.Errorf("%s tells the value of absent(), which is always 1", r.Alert)
		}
		for _, m := range regexp.MustCompile(`(schedsync_[a-z_]+)(?:\{([a-z]+="[^"]*")\})?`).FindAllStringSubmatch(r.Expr, -1) {
			if !regexp.MustCompile(`(?m)^` + m[1] + `\{.*` + m[2]).MatchString(written) {
				t.Errorf("%s asks for %s, which no run writes", r.Alert, m[0])
			}
		}
	}
	if alerts < 6 {
		t.Errorf("%d alerts", alerts)
	}
}

// TestDeployFiles: what else the examples promise.
func TestDeployFiles(t *testing.T) {
	for name, want := range map[string][]string{
		"schedsync.service": {"[Unit]", "[Service]", "Type=oneshot", "DynamicUser=yes", "StateDirectory=schedsync", "LoadCredential=opsgenie:", "/var/lib/node_exporter/schedsync-apply.prom"},
		"schedsync.timer":   {"[Timer]", "OnCalendar=*-*-* 02:30:00 UTC", "Persistent=true", "[Install]"},
		"Dockerfile":        {"FROM scratch", "USER 65532:65532", `ENTRYPOINT ["/schedsync"]`, "ca-certificates.crt", "make build"},
		"pull-request.yaml": {"--live oncall/snapshots/opsgenie.json", "contents: read", "schedsync snapshot opsgenie -C oncall --out oncall/snapshots/opsgenie.json", "make -C .schedsync-src build"},
	} {
		text := deployed(t, name)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %s", name, w)
			}
		}
		if strings.Contains(text, "secrets.") || strings.Contains(text, "pull_request_target") {
			t.Errorf("%s puts a secret in reach of a pull request", name)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(deployed(t, "crontab")), "\n") {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "CRON_TZ=") || strings.HasPrefix(line, "PATH=") {
			continue
		}
		// Cron mails both outputs: a plan that is empty, or a proof that all is well, is nothing to mail every night.
		if said := regexp.MustCompile(` > (\S+) \|\| cat (\S+)$`).FindStringSubmatch(line); !strings.Contains(line, " export ") && (said == nil || said[1] != said[2]) {
			t.Errorf("cron mails every run of %q", line)
		}
		if !regexp.MustCompile(`^[0-9*]+ [0-9*]+ \* \* \*  +oncall  cd /srv/oncall && `).MatchString(line) || strings.Contains(line, "%") {
			t.Errorf("cron does not take %q", line)
		}
	}
	var workflow map[string]any
	if err := yaml.Unmarshal([]byte(deployed(t, "pull-request.yaml")), &workflow); err != nil || workflow["jobs"] == nil {
		t.Error(err)
	}
}

// TestDeployPullRequestSnapshot: a plan from the snapshot that the pull-request example is given has nothing that is done already.
func TestDeployPullRequestSnapshot(t *testing.T) {
	h := openHouse(t, nightly)
	h.run("apply", "--yes")
	h.must(OK, 0, "snapshot", "opsgenie", "--out", h.path("opsgenie.json"))
	h.env = nil
	h.must(OK, 0, "plan", "--live", h.path("opsgenie.json"), "--exit-code")
}
