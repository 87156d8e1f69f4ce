// Vendors: what status pages speak. One reader per format turns bytes into a `VendorPage`, or says why it can't.
//
// May import: Engine's ports, Core, libxml2.
