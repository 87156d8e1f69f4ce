/// Names and values of a query or of a form body, decoded, in the order sent.
///
/// Bounded.
package struct QueryParameters: Sendable, Equatable {
    package static let countMost = 100
    package static let bytesMost = 64 << 10

    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    package private(set) var parameters: [Parameter] = []

    /// None.
    package init() {}

    /// Nil when there are too many, or one is not properly encoded: answer 400.
    ///
    /// No query has no parameters.
    package init?(_ query: String?) { self.init(query, countMost: Self.countMost, bytesMost: Self.bytesMost) }

    private init?(_ query: String?, countMost: Int, bytesMost: Int) {
        guard let query, !query.isEmpty else { return }
        guard query.utf8.count <= bytesMost else { return nil }
        for pair in query.split(separator: "&") {
            guard parameters.count < countMost else { return nil }
            let equals = pair.utf8.firstIndex(of: UInt8(ascii: "="))
            let rawValue = equals.map { pair[pair.utf8.index(after: $0)...] } ?? ""
            guard let name = PercentCoding.decode(pair[..<(equals ?? pair.endIndex)], plusIsSpace: true),
                let value = PercentCoding.decode(rawValue, plusIsSpace: true)
            else { return nil }
            parameters.append(Parameter(name: name, value: value))
        }
    }

    /// The parameters of a body of the type `application/x-www-form-urlencoded`. A form of many texts has bounds of its own.
    package init?(
        form body: [UInt8], countMost: Int = QueryParameters.countMost, bytesMost: Int = QueryParameters.bytesMost
    ) {
        guard body.count <= bytesMost else { return nil }
        self.init(String(decoding: body, as: UTF8.self), countMost: countMost, bytesMost: bytesMost)
    }

    /// The first value under a name.
    package subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Forgets every value under a name.
    package mutating func remove(_ name: String) { parameters.removeAll { $0.name == name } }

    package func all(_ name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }
}
