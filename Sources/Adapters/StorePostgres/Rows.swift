internal import CPostgres

/// What a statement answered. Owns libpq's result and is used on the thread of its connection only.
@safe final class Rows {
    private let result: OpaquePointer

    /// Takes the result over: it is cleared when this object ends.
    init(_ result: OpaquePointer) { unsafe self.result = unsafe result }

    deinit { unsafe PQclear(result) }

    var count: Int { Int(unsafe PQntuples(result)) }
    var isEmpty: Bool { count == 0 }

    /// For example `COMMIT`, or `ROLLBACK` when a COMMIT could not be done.
    var commandTag: String { unsafe String(cString: PQcmdStatus(result)) }

    func isNull(_ row: Int, _ column: Int) -> Bool { unsafe PQgetisnull(result, Int32(row), Int32(column)) == 1 }

    func bytes(_ row: Int, _ column: Int) -> [UInt8] {
        let length = Int(unsafe PQgetlength(result, Int32(row), Int32(column)))
        guard length > 0, let value = unsafe PQgetvalue(result, Int32(row), Int32(column)) else { return [] }
        // libpq keeps `length` bytes at `value` until the result is cleared; they are copied here.
        return unsafe [UInt8](UnsafeRawBufferPointer(start: value, count: length))
    }

    func text(_ row: Int, _ column: Int) -> String { String(decoding: bytes(row, column), as: UTF8.self) }

    /// Any of PostgreSQL's integers, and booleans as 0 and 1.
    func integer(_ row: Int, _ column: Int) -> Int64 {
        let content = bytes(row, column)
        var number: Int64 = (content.first ?? 0) & 0x80 != 0 && content.count > 1 ? -1 : 0
        for byte in content.prefix(8) { number = number << 8 | Int64(byte) }
        return number
    }
}
