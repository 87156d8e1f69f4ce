/// A value that may be used and not shown: a track, chip data, a PIN block.
///
/// Whatever prints something that holds one prints the word "withheld" in its place.
package struct Withheld<Value: Sendable>: Sendable {
    package var value: Value

    package init(_ value: Value) { self.value = value }
}

extension Withheld: Equatable where Value: Equatable {}
extension Withheld: Hashable where Value: Hashable {}

extension Withheld: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "withheld" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
