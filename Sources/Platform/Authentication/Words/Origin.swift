internal import HTTP

/// Scheme, host and port of an address: what is compared with a list of those that are allowed.
package struct Origin: Sendable, Hashable {
    package let text: String

    /// Nil when it is no address of the web.
    package init?(of address: String) {
        guard let url = try? FetchURL(address) else { return nil }
        text = url.origin
    }
}
