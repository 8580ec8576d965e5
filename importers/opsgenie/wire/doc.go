// Package wire is the Opsgenie REST API v2 as it is: its JSON shapes, its endpoints, its quirks. It has no opinions and
// knows nothing of the engine; importers/opsgenie and exporters/opsgenie translate.
//
// Where a comment says "contract", the numbers are the sections of the project's Opsgenie contract, which names the
// vendor page or client code behind every line.
//
// Shapes are read tolerantly (contract 6): a restriction may be an object or a list, a key may be absent, null or empty,
// unknown keys are ignored. Syntax is not: broken JSON, a reply without "data" and a list that is shorter than the server
// says are errors, because an empty read would look like a reason to delete.
//
// Replies and requests are different types where the API differs: a request can leave a field out, set it, or clear it
// with an explicit null (Optional). Objects the snapshot keeps (schedules, overrides, forwarding rules) carry the bytes
// they came as in Raw.
package wire
