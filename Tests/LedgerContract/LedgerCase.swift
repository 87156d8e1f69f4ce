package import Ledger
internal import Synchronization

/// One rule of the contract, named by the sentence that it holds.
package struct LedgerCase: Sendable, CustomStringConvertible {
    package let name: String
    private let body: @Sendable (LedgerScope) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (LedgerScope) async throws -> Void) {
        self.name = name
        self.body = body
    }

    package var description: String { name }

    /// Runs the case on places of its own, closes every store it opened and removes every place.
    package func run(_ makePlace: @escaping @Sendable () async throws -> any LedgerPlace) async throws {
        let scope = LedgerScope(makePlace)
        do {
            try await body(scope)
        } catch {
            await scope.end()
            throw error
        }
        await scope.end()
    }
}

/// Where a ledger under test is kept: empty, and nobody else's.
package protocol LedgerPlace: Sendable {
    /// What `LedgerCrashWriter` opens.
    var url: String { get }
    /// Whether several stores may work on it at once.
    var allowsSeveral: Bool { get }
    func open() async throws -> any RecordStore
    /// Runs SQL behind the store's back, which both databases understand.
    func run(sql: String) async throws
    func remove() async
}

/// A rule of the contract that a store broke.
package struct LedgerContractFailure: Error, CustomStringConvertible {
    package let sentence: String
    package let place: String
    package var description: String { "\(place): \(sentence)" }
}

/// The places and stores of one running case.
package final class LedgerScope: Sendable {
    private let makePlace: @Sendable () async throws -> any LedgerPlace
    private let opened = Mutex<(places: [any LedgerPlace], stores: [any RecordStore])>(([], []))

    init(_ makePlace: @escaping @Sendable () async throws -> any LedgerPlace) { self.makePlace = makePlace }

    func place() async throws -> any LedgerPlace {
        let place = try await makePlace()
        opened.withLock { $0.places.append(place) }
        return place
    }

    func open(_ place: any LedgerPlace) async throws -> any RecordStore {
        let store = try await place.open()
        opened.withLock { $0.stores.append(store) }
        return store
    }

    /// A store in a place of its own.
    func store() async throws -> any RecordStore { try await open(try await place()) }

    func end() async {
        let (places, stores) = opened.withLock { $0 }
        for store in stores { await store.close() }
        for place in places { await place.remove() }
    }
}

func check(
    _ condition: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) throws {
    guard condition else { throw LedgerContractFailure(sentence: sentence(), place: "\(file):\(line)") }
}

func checkEqual<Value: Equatable>(
    _ seen: Value, _ expected: Value, _ what: String, file: StaticString = #fileID, line: UInt = #line
) throws {
    try check(seen == expected, "\(what): expected \(expected), but saw \(seen)", file: file, line: line)
}

func checkThrows(
    _ code: LedgerError.Code, _ what: String, file: StaticString = #fileID, line: UInt = #line,
    _ body: () async throws(LedgerError) -> Void
) async throws {
    do throws(LedgerError) {
        try await body()
    } catch {
        return try checkEqual(error.code, code, "\(what) (\(error))", file: file, line: line)
    }
    try check(false, "\(what): expected \(code), but nothing was thrown", file: file, line: line)
}

/// Everything fits, and as many operations as were sent are there.
package func checkWhole(
    _ store: any LedgerStore, operations: Int64? = nil, file: StaticString = #fileID, line: UInt = #line
) async throws {
    let report = try await LedgerAudit(store).run()
    try check(report.faults.isEmpty, report.faults.joined(separator: "; "), file: file, line: line)
    if let operations { try checkEqual(report.operations, operations, "recorded operations", file: file, line: line) }
}
