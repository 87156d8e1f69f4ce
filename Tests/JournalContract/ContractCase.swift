package import Journal
internal import Synchronization

/// One rule of the contract, named by the sentence that it holds.
package struct ContractCase: Sendable, CustomStringConvertible {
    package let name: String
    private let body: @Sendable (ContractScope) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (ContractScope) async throws -> Void) {
        self.name = name
        self.body = body
    }

    package var description: String { name }

    /// Runs the case on places of its own, closes every store it opened and removes every place.
    package func run(_ makePlace: @escaping @Sendable () async throws -> any JournalPlace) async throws {
        let scope = ContractScope(makePlace)
        do {
            try await body(scope)
        } catch {
            await scope.end()
            throw error
        }
        await scope.end()
    }
}

/// Where a store under test keeps its data: an empty database, nobody else's.
package protocol JournalPlace: Sendable {
    /// Opens the store, the first time on nothing. A place is opened again only after the store before was closed,
    /// unless the store allows several at once.
    func open(_ projections: [any Projection]) async throws -> any JournalTransfer
    /// Changes what is stored behind the store's back, as someone with the database's own tools could.
    /// The store may be open.
    func tamper(_ tampering: Tampering) async throws
    /// Removes the data. Every store opened here is closed before.
    func remove() async
}

/// What can be changed behind a store's back.
package enum Tampering: Sendable {
    /// Another body of the same length for an entry; its hash is left.
    case body(Position)
    /// Another instant, one microsecond later.
    case instant(Position)
    /// Another hash.
    case hash(Position)
    /// The entry is deleted.
    case removal(Position)
    /// The last entry is deleted, the recorded end is left.
    case lastRemoval
    /// The recorded end of the chain is moved back by one entry, with that entry's true hash.
    case end
    /// A document is deleted.
    case documentRemoval(ProjectionName, key: String)
    /// A search entry's order is moved by one.
    case searchOrder(ProjectionName, key: String)
    /// One bit of archived bytes, as they are stored, is flipped.
    case archive(digest: [UInt8])
}

/// The places and stores of one running case.
package final class ContractScope: Sendable {
    private let makePlace: @Sendable () async throws -> any JournalPlace
    private let opened = Mutex<(places: [any JournalPlace], stores: [any JournalTransfer])>(([], []))

    init(_ makePlace: @escaping @Sendable () async throws -> any JournalPlace) { self.makePlace = makePlace }

    func place() async throws -> any JournalPlace {
        let place = try await makePlace()
        opened.withLock { $0.places.append(place) }
        return place
    }

    func open(_ place: any JournalPlace, _ projections: [any Projection] = []) async throws -> any JournalTransfer {
        let store = try await place.open(projections)
        opened.withLock { $0.stores.append(store) }
        return store
    }

    /// A store in a place of its own.
    func store(_ projections: [any Projection] = []) async throws -> any JournalTransfer {
        try await open(try await place(), projections)
    }

    func end() async {
        let (places, stores) = opened.withLock { $0 }
        // Closing a store twice must be harmless, which the contract says too.
        for store in stores { await store.close() }
        for place in places { await place.remove() }
    }
}
