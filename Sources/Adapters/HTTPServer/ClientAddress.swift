internal import Network

extension NetworkAddress {
    /// The client of a Unix socket has no address, and is always believed. Nothing else becomes this value: no peer of a
    /// TCP socket is `::`, and a proxy's word that says so is refused.
    static let none = NetworkAddress.unspecified

    /// As logs and handlers are told.
    var clientText: String { self == .none ? "unix" : description }
}
