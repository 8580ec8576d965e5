// Package httpx is the transport that every vendor client shares: one JSON call in, one bounded, decoded reply out.
//
// A call passes these stations, outermost first:
//
//	Client.Do    path and query escaped here; retries, back-off, rate limits, call budget, log, observer
//	read-only    refuses every method but GET and HEAD, so a reader cannot write by mistake
//	credential   checks the host once more, then adds the header that nobody else holds
//	base         an http.RoundTripper: the network, or what a test injects
//
// What the package promises:
//
//   - A credential goes to the vendor's own hosts or to hosts the user listed in SCHEDSYNC_ALLOW_HOSTS, over https (plain
//     http to loopback only), and redirects are never followed (SPEC section 3, "Trust").
//   - No error, log line or kept reply body contains a credential, plain or encoded, even when a server echoes it.
//   - A write whose outcome is unknown is never repeated blindly: its error says Ambiguous, and the caller looks the
//     object up before it tries again (SPEC section 3, "Faults").
//   - Nothing waits on the real clock: waiting goes through Options.Sleep and time comes from Options.Now.
//   - An empty (204 too), cut-off, oversized or foreign reply (a proxy's HTML page) is an error, never an empty list.
package httpx
