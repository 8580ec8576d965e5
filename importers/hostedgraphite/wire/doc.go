// Package wire is the Scheduled Mutes API of Hosted Graphite as it is, with the calls of its Alerts API that attach mutes:
// JSON shapes, endpoints, quirks. It has no opinions and knows nothing of the engine; importers/hostedgraphite and
// exporters/hostedgraphite translate.
//
// Where a comment says "contract", the numbers are the sections of the project's Hosted Graphite contract.
//
// Shapes are read tolerantly (contract 2.1): a duration may be a number or a text of digits, the days of a one-time mute
// an empty list, null or absent. What would make a list shorter than it is, a missing list or a page number that cannot be
// read, is an error, because an empty read would look like a reason to create or delete.
//
// Two kinds of calls are left out on purpose. The search parameters of the lists are joined by OR and never narrow
// (contract 2.2), so everything is listed and matched here. The calls that mute or unmute alerts in bulk treat an empty
// selection as every alert of the account (contract 3).
package wire
