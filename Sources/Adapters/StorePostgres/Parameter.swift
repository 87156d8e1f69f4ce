/// One argument of a statement, in PostgreSQL's binary format.
struct Parameter {
    let content: [UInt8]?

    static func text(_ value: String) -> Parameter { Parameter(content: Array(value.utf8)) }
    static func bytes(_ value: [UInt8]) -> Parameter { Parameter(content: value) }

    static func integer(_ value: Int64) -> Parameter {
        var content: [UInt8] = []
        append(UInt64(bitPattern: value), to: &content)
        return Parameter(content: content)
    }

    static func texts(_ values: some Collection<String>) -> Parameter {
        array(values, elementType: 25) { content, value in
            append(UInt32(value.utf8.count), to: &content)
            content.append(contentsOf: value.utf8)
        }
    }

    static func byteStrings(_ values: some Collection<[UInt8]>) -> Parameter {
        array(values, elementType: 17) { content, value in
            append(UInt32(value.count), to: &content)
            content.append(contentsOf: value)
        }
    }

    static func integers(_ values: some Collection<Int64>) -> Parameter {
        array(values, elementType: 20) { content, value in
            append(UInt32(8), to: &content)
            append(UInt64(bitPattern: value), to: &content)
        }
    }

    /// Dimensions, whether there are nulls, the element's type, the count, the lower bound, then the elements.
    private static func array<Element>(
        _ values: some Collection<Element>, elementType: UInt32, _ add: (inout [UInt8], Element) -> Void
    ) -> Parameter {
        var content: [UInt8] = []
        append(UInt32(values.isEmpty ? 0 : 1), to: &content)
        append(UInt32(0), to: &content)
        append(elementType, to: &content)
        if !values.isEmpty {
            append(UInt32(values.count), to: &content)
            append(UInt32(1), to: &content)
            for value in values { add(&content, value) }
        }
        return Parameter(content: content)
    }

    private static func append(_ number: some FixedWidthInteger, to content: inout [UInt8]) {
        var shift = number.bitWidth - 8
        while shift >= 0 {
            content.append(UInt8(truncatingIfNeeded: number >> shift))
            shift -= 8
        }
    }
}

/// A statement that a connection prepares once, under its name, and then runs many times.
struct Statement {
    let name: String
    let sql: String

    init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }

    func with(_ parameters: Parameter...) -> BoundStatement { BoundStatement(statement: self, parameters: parameters) }
}

struct BoundStatement {
    let statement: Statement
    let parameters: [Parameter]
}
