internal import CXML

/// The names of HTML's entities, as libxml2 knows them.
package enum HTMLEntityNames {
    package static func table() -> [String: UInt32] {
        // Beyond this value HTML 4 names nothing.
        var table: [String: UInt32] = ["apos": 0x27]
        for value in UInt32(34)...UInt32(9_830) {
            guard let entity = unsafe htmlEntityValueLookup(value), let name = unsafe entity.pointee.name else {
                continue
            }
            table[unsafe String(cString: name)] = value
        }
        return table
    }
}
