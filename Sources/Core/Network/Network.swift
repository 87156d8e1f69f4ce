// Network: IP addresses, networks and places to listen as values: read strictly, written in one way, classed.
//
// Start reading at `NetworkAddress.swift`; its text is taken apart in `AddressReader.swift`. May import: nothing.
