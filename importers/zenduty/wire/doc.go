// Package wire is the Zenduty REST API as it is: its JSON shapes, its endpoints, its quirks. It has no opinions and knows
// nothing of the engine; importers/zenduty and exporters/zenduty translate.
//
// Where a comment says "contract", the numbers are the sections of the project's Zenduty contract, which names the vendor
// page or client code behind every line.
//
// Shapes are read tolerantly: a list may be a bare array or pages of one, keys may be null, unknown keys are ignored. What
// would read as "there is nothing" is not: a reply that is no list, a row without an id, a schedule without its lists of
// layers and overrides are errors, because an empty read would look like a reason to delete.
package wire
