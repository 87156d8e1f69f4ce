package import Observing
internal import Synchronization

/// One rule of the contract, named by the sentence that it holds.
package struct SeriesCase: Sendable, CustomStringConvertible {
    package let name: String
    private let body: @Sendable (SeriesScope) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (SeriesScope) async throws -> Void) {
        self.name = name
        self.body = body
    }

    package var description: String { name }

    /// Runs the case on places of its own, closes every store it opened and removes every place.
    package func run(_ makePlace: @escaping @Sendable () async throws -> any SeriesPlace) async throws {
        let scope = SeriesScope(makePlace)
        do {
            try await body(scope)
        } catch {
            await scope.end()
            throw error
        }
        await scope.end()
    }
}

/// Where series under test are kept: empty, and nobody else's.
package protocol SeriesPlace: Sendable {
    /// What `SeriesCrashWriter` opens.
    var url: String { get }
    /// Whether several stores may work on it at once.
    var allowsSeveral: Bool { get }
    func open() async throws -> any SeriesStore
    /// Runs SQL behind the store's back, which both databases understand.
    func run(sql: String) async throws
    func remove() async
}

/// A rule of the contract that a store broke.
package struct SeriesContractFailure: Error, CustomStringConvertible {
    package let sentence: String
    package let place: String
    package var description: String { "\(place): \(sentence)" }
}

/// The places and stores of one running case.
package final class SeriesScope: Sendable {
    private let makePlace: @Sendable () async throws -> any SeriesPlace
    private let opened = Mutex<(places: [any SeriesPlace], stores: [any SeriesStore])>(([], []))

    init(_ makePlace: @escaping @Sendable () async throws -> any SeriesPlace) { self.makePlace = makePlace }

    func place() async throws -> any SeriesPlace {
        let place = try await makePlace()
        opened.withLock { $0.places.append(place) }
        return place
    }

    func open(_ place: any SeriesPlace) async throws -> any SeriesStore {
        let store = try await place.open()
        opened.withLock { $0.stores.append(store) }
        return store
    }

    /// A store in a place of its own.
    func store() async throws -> any SeriesStore { try await open(try await place()) }

    func end() async {
        let (places, stores) = opened.withLock { $0 }
        for store in stores { await store.close() }
        for place in places { await place.remove() }
    }
}

package func check(
    _ condition: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) throws {
    guard condition else { throw SeriesContractFailure(sentence: sentence(), place: "\(file):\(line)") }
}

package func checkEqual<Value: Equatable>(
    _ seen: Value, _ expected: Value, _ what: String, file: StaticString = #fileID, line: UInt = #line
) throws {
    try check(seen == expected, "\(what): expected \(expected), but saw \(seen)", file: file, line: line)
}

func checkThrows(
    _ code: SeriesStoreError.Code, _ what: String, file: StaticString = #fileID, line: UInt = #line,
    _ body: () async throws(SeriesStoreError) -> Void
) async throws {
    do throws(SeriesStoreError) {
        try await body()
    } catch {
        return try checkEqual(error.code, code, "\(what) (\(error))", file: file, line: line)
    }
    try check(false, "\(what): expected \(code), but nothing was thrown", file: file, line: line)
}
