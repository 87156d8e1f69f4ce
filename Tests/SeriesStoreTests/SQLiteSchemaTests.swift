import Bytes
import Testing

@testable import StoreSQLite

@Suite struct SQLiteSchemaTests {
    @Test func `a released step of the schema of series in SQLite never changes`() {
        #expect(
            SeriesMigrations.all.map(\.checksum.hexadecimal)
                == ["9b530da2843083641bdbd69e350ec37c44d62d40da29ba79925b3789c3f5d696"])
    }
}
