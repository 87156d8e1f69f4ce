/// A record of the schema: a Swift value that is described once, element by element in the schema's order.
protocol Record: Sendable, Equatable {
    /// What a reader fills.
    static var blank: Self { get }

    /// Names every element in the schema's order. A ``FormReader`` fills the value with what it finds, a ``FormWriter``
    /// writes what the value holds.
    mutating func describe(_ form: inout some Form) throws(NexoError)
}

/// What a record is described to.
protocol Form {
    /// Text that must be there.
    mutating func value<K: Kind>(_ tag: Tag, _ kind: K, _ value: inout K.Value) throws(NexoError)
    /// Text that may be there.
    mutating func value<K: Kind>(_ tag: Tag, _ kind: K, _ value: inout K.Value?) throws(NexoError)
    /// Text that may come many times.
    mutating func values<K: Kind>(_ tag: Tag, _ kind: K, _ values: inout [K.Value]) throws(NexoError)

    mutating func record<R: Record>(_ tag: Tag, _ record: inout R) throws(NexoError)
    mutating func record<R: Record>(_ tag: Tag, _ record: inout R?) throws(NexoError)
    mutating func records<R: Record>(_ tag: Tag, _ records: inout [R], atLeast least: Int) throws(NexoError)

    /// An error about the record that is being described.
    func failure(_ code: NexoError.Code, _ message: String) -> NexoError
}

extension Form {
    mutating func text(
        _ tag: Tag, _ count: ClosedRange<Int>, _ value: inout String, of alphabet: TextKind.Alphabet = .any
    ) throws(NexoError) {
        try self.value(tag, TextKind(count, alphabet), &value)
    }

    mutating func text(
        _ tag: Tag, _ count: ClosedRange<Int>, _ value: inout String?, of alphabet: TextKind.Alphabet = .any
    ) throws(NexoError) {
        try self.value(tag, TextKind(count, alphabet), &value)
    }

    mutating func secret(
        _ tag: Tag, _ count: ClosedRange<Int>, _ value: inout Sensitive<String>?
    ) throws(NexoError) {
        try self.value(tag, SensitiveKind(TextKind(count)), &value)
    }

    mutating func flag(_ tag: Tag, _ value: inout Bool) throws(NexoError) {
        try self.value(tag, FlagKind(), &value)
    }

    mutating func flag(_ tag: Tag, _ value: inout Bool?) throws(NexoError) {
        try self.value(tag, FlagKind(), &value)
    }

    mutating func number(_ tag: Tag, _ value: inout Int64) throws(NexoError) {
        try self.value(tag, NumberKind(), &value)
    }

    mutating func number(_ tag: Tag, _ value: inout Int64?) throws(NexoError) {
        try self.value(tag, NumberKind(), &value)
    }

    mutating func amount(_ tag: Tag, _ value: inout NexoAmount) throws(NexoError) {
        try self.value(tag, AmountKind(), &value)
    }

    mutating func amount(_ tag: Tag, _ value: inout NexoAmount?) throws(NexoError) {
        try self.value(tag, AmountKind(), &value)
    }

    mutating func time(_ tag: Tag, _ value: inout NexoTime) throws(NexoError) {
        try self.value(tag, TimeKind(), &value)
    }

    mutating func time(_ tag: Tag, _ value: inout NexoTime?) throws(NexoError) {
        try self.value(tag, TimeKind(), &value)
    }

    mutating func bytes(_ tag: Tag, _ max: Int, _ value: inout [UInt8]) throws(NexoError) {
        try self.value(tag, BytesKind(max), &value)
    }

    mutating func bytes(_ tag: Tag, _ max: Int, _ value: inout [UInt8]?) throws(NexoError) {
        try self.value(tag, BytesKind(max), &value)
    }

    mutating func secret(_ tag: Tag, _ max: Int, _ value: inout Sensitive<[UInt8]>?) throws(NexoError) {
        try self.value(tag, SensitiveKind(BytesKind(max)), &value)
    }

    mutating func code<C: NexoCode>(_ tag: Tag, _ value: inout C, excluding excluded: [C] = []) throws(NexoError) {
        try self.value(tag, CodeKind(excluding: excluded), &value)
    }

    mutating func code<C: NexoCode>(_ tag: Tag, _ value: inout C?, excluding excluded: [C] = []) throws(NexoError) {
        try self.value(tag, CodeKind(excluding: excluded), &value)
    }

    mutating func codes<C: NexoCode>(_ tag: Tag, _ values: inout [C]) throws(NexoError) {
        try self.values(tag, CodeKind(excluding: []), &values)
    }

    mutating func records<R: Record>(_ tag: Tag, _ records: inout [R]) throws(NexoError) {
        try self.records(tag, &records, atLeast: 0)
    }
}
