/// Where answered requests are written down.
///
/// Both are called on the loop and must not block.
package struct AccessLog: Sendable {
    /// Whether an answer of this status is written down: what nobody reads is not put into words.
    package var wants: @Sendable (_ status: Int) -> Bool
    package var write: @Sendable (HTTPAccess) -> Void

    package init(
        wants: @escaping @Sendable (_ status: Int) -> Bool = { _ in true },
        write: @escaping @Sendable (HTTPAccess) -> Void
    ) {
        self.wants = wants
        self.write = write
    }
}
