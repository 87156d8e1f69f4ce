/// How a store is opened.
///
/// Every queue has a bound.
package struct SQLiteOptions: Sendable {
    package enum Access: Sendable {
        /// The one process that appends. Creates the file when it is missing.
        case serve
        /// A tool beside it: reads, copies and rebuilds a file that another process may be serving.
        case beside
    }

    package var access = Access.serve
    /// Reader connections, each with a thread.
    package var readers = 2
    /// Commands recorded by one commit.
    package var commandsPerCommit = 256
    /// Commands that may wait for the writer, and the bytes of their bodies together.
    ///
    /// More are refused as unavailable.
    package var waitingCommandsMost = 4_096
    package var waitingBytesMost = 64 << 20
    /// Reads that may wait for a reader.
    ///
    /// More are refused as unavailable.
    package var waitingReadsMost = 4_096
    /// How long to wait for another process that holds the file.
    package var busyMilliseconds: Int32 = 5_000
    /// A quota for the file, in pages of 4 KiB; nil for none.
    package var pagesMost: Int64?

    package init() {}
}
