import Bytes
import Testing

@testable import StoreSQLite

@Suite struct SQLiteSchemaTests {
    @Test func `a released step of a ledger's schema in SQLite never changes`() {
        #expect(
            LedgerMigrations.all.map(\.checksum.hexadecimal)
                == [
                    "ecd18ed28a0e7d15a5700cc05334424748f8144eaa686d49a061a8c494fc6993",
                    "40d1ccdebc58fb19be6e27d5f9ef735460760d968de536d66f6811ba9418bcce",
                ])
    }
}
