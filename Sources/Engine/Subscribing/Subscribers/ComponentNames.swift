internal import Vocabulary

/// A brand's components by their ids and by what they are called in any language.
struct ComponentNames: Sendable {
    private var ids: Set<ComponentID> = []
    private var named: [String: Set<ComponentID>] = [:]

    init(_ components: [Component]) {
        for component in components {
            ids.insert(component.id)
            for language in component.name.languages {
                named[Self.folded(component.name[language] ?? ""), default: []].insert(component.id)
            }
        }
    }

    enum Problem: Error, Sendable, Hashable {
        /// Which of them, from 1.
        case unknown(Int)
        case ambiguous(Int)

        var reason: String {
            switch self {
            case .unknown(let place): "its component \(place) is none of this page's, by id or by name"
            case .ambiguous(let place): "several components have the name of its component \(place): write the id"
            }
        }
    }

    /// Each once. A part that is no name may be several ids with spaces between them.
    func find(_ parts: [String]) throws(Problem) -> [ComponentID] {
        var found: [ComponentID] = []
        var place = 0
        for part in parts {
            let isWhole = try one(part, place + 1) != nil
            for word in isWhole ? [part] : part.split(separator: " ").map(String.init) {
                place += 1
                guard let id = try one(word, place) else { throw .unknown(place) }
                if !found.contains(id) { found.append(id) }
            }
        }
        return found
    }

    private func one(_ word: String, _ place: Int) throws(Problem) -> ComponentID? {
        if let id = ComponentID(word), ids.contains(id) { return id }
        guard let known = named[Self.folded(word)] else { return nil }
        guard known.count == 1 else { throw .ambiguous(place) }
        return known.first
    }

    private static func folded(_ name: String) -> String { name.lowercased() }
}
