/// One document of a page as it was fetched: which, what bytes, and the header fields that came with them.
package struct DocumentCapture: Sendable, Hashable {
    package var provider: ProviderID
    /// Names the document among those of its page.
    package var role: String
    package var status: Int
    /// The header fields, in their order.
    package var headers: [Field]
    package var capture: Capture

    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(provider: ProviderID, role: String, status: Int, headers: [Field], capture: Capture) {
        self.provider = provider
        self.role = role
        self.status = status
        self.headers = headers
        self.capture = capture
    }
}
