internal import CMachine

/// A call to the operating system that failed.
///
/// The message names the call and the reason; it holds no data.
package struct MachineError: Error, Sendable, CustomStringConvertible {
    /// The number of the system's error (`errno`).
    package let code: Int32
    package let message: String

    /// `result` is a negative error number, as the shims return it.
    package init(_ call: String, result: Int32) {
        code = -result
        message = "\(call): \(Self.text(code))"
    }

    package var description: String { message }

    private static func text(_ code: Int32) -> String {
        guard let text = unsafe cmachine_error_text(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
