internal import JSON
internal import Journal
internal import Ledger

extension LedgerReader {
    static func stored<Value>(
        _ bytes: [UInt8], _ what: String, _ make: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value {
        do throws(LedgerError) {
            return try LedgerStored.read(bytes, what, make)
        } catch {
            throw JournalError(.corrupt, error.message)
        }
    }
}

extension LedgerError {
    /// The ledger uses the journal's connections, which tell what went wrong in the journal's errors.
    init(_ error: JournalError) {
        self.init(Code(rawValue: error.code.rawValue) ?? .failed, error.message)
    }
}
