package httpx

// Account is how to reach one account of a vendor, as a workspace configures it. Secrets are by the name of their key in
// the YAML: key, user, password.
type Account struct {
	URL     string // instead of the vendor's own address
	Region  string
	Profile string
	Secrets map[string]Secret
	// Mutes says that something is declared to be silenced there, so that what only that needs is worth the calls.
	Mutes bool
	HTTP  Options // clock, sleep, transport, allowed hosts, logs; what is the vendor's own its client fills in
}
