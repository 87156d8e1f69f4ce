// Vendors: what status pages speak. One reader per format turns bytes into a `VendorPage`, or says why it can't.
//
// Start reading at `StatusPageFormats.swift`, which fills the port `VendorFormats`; then any file of `Formats/`.
// `Documents/` checks and decodes bodies and gives tolerant access to JSON, `Markup/` reads HTML and feeds, over Core's
// `XML`, `Detection/` finds out what a page speaks. docs/vendors.md tells what is fetched, what becomes what, and which
// traps are known.
//
// May import: Engine's ports, Core.
