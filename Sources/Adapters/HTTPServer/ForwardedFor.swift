package import Network

/// Reads the elements of X-Forwarded-For.
///
/// Pure.
package enum ForwardedFor {
    /// The address of an element: alone, as `1.2.3.4:5678`, `[2001:db8::1]` or `[2001:db8::1]:5678`.
    ///
    /// Nil for everything else, also for `unknown` and for the address that stands for none.
    package static func address(_ element: Substring) -> NetworkAddress? {
        guard let address = NetworkAddress(withoutPort(element) ?? element), address != .none else { return nil }
        return address
    }

    private static func withoutPort(_ element: Substring) -> Substring? {
        if element.first == "[" {
            guard let end = element.firstIndex(of: "]") else { return nil }
            let inside = element[element.index(after: element.startIndex)..<end]
            let rest = element[element.index(after: end)...]
            guard inside.contains(":"), rest.isEmpty || rest.first == ":" && isPort(rest.dropFirst()) else {
                return nil
            }
            return inside
        }
        guard let colon = element.firstIndex(of: ":"), element.contains(".") else { return nil }
        let port = element[element.index(after: colon)...]
        return isPort(port) ? element[..<colon] : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy(Byte.isDigit) && UInt16(text) != nil
    }
}
