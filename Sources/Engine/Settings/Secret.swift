/// A text that must not be seen: a password, a token.
///
/// Printing it, dumping it or putting it into a message shows a mark.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let content: String

    package init(_ content: String) { self.content = content }

    /// The content, for the one call that needs it.
    package func reveal() -> String { content }

    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
