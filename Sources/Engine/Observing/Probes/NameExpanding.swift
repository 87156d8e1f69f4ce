package import DNS
package import Network
package import Vocabulary

/// The port to what finds the addresses that probes ask, each apart from the others.
package protocol NameExpanding: Sendable {
    /// Every A and AAAA address of a name.
    func addresses(of name: DomainName, from resolvers: [SocketAddress], time: TimeSpan) async -> NameExpansion
    /// Every server that is an authority of a zone, by its NS records, with every address of each.
    func authorities(of zone: DomainName, from resolvers: [SocketAddress], time: TimeSpan) async -> NameExpansion
}

/// What a name came to. What was found is there also when something went wrong with the rest.
package struct NameExpansion: Sendable, Hashable {
    package struct Place: Sendable, Hashable {
        /// The name that has this address.
        package let name: DomainName
        package let address: NetworkAddress

        package init(name: DomainName, address: NetworkAddress) {
            self.name = name
            self.address = address
        }
    }

    package static let serversMost = 16
    package static let placesMost = 128

    /// In an order that stays the same, each once.
    package let places: [Place]
    /// One sentence for each question that was not answered. Without any, there are no more places.
    package let faults: [String]

    package init(places: some Sequence<Place>, faults: [String]) {
        let sorted = Set(places).sorted {
            ($0.name.description, $0.address.isVersion4 ? 0 : 1, $0.address.description)
                < ($1.name.description, $1.address.isVersion4 ? 0 : 1, $1.address.description)
        }
        self.places = Array(sorted.prefix(Self.placesMost))
        let more = sorted.count - Self.placesMost
        self.faults = faults + (more > 0 ? ["\(more) addresses more than \(Self.placesMost) were left out"] : [])
    }
}
