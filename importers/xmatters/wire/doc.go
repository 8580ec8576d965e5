// Package wire is the xMatters REST API, version 1, as it is: its JSON shapes, its endpoints, its quirks. It has no
// opinions and knows nothing of the engine; importers/xmatters and exporters/xmatters translate.
//
// Where a comment says "contract", the letters are the sections of the project's xMatters contract, which names the vendor
// page or client code behind every line.
//
// Shapes are read tolerantly: a nested list may be an array or a page, a number a text, a reference a bare id, enumerations
// in any capitals; unknown keys are ignored. Syntax is not: broken JSON and a list without "data" are errors, because an
// empty read would look like a reason to delete.
package wire
