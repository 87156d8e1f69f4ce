/// Run a program that says by its exit code how what it looked at is: 0 well, 1 warning, 2 critical, 3 unknown (the convention
/// of the monitoring plugins). Printed without arguments and environment: secrets travel there.
package struct CommandQuestion: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package static let argumentsMost = 256

    /// A whole path; no shell reads it.
    package var program: String
    package var arguments: [String]
    /// All there is, besides a usual `PATH` and `LC_ALL=C`.
    package var environment: [String: String]
    /// A warning is no failure.
    package var isWarningGood: Bool

    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        isWarningGood: Bool = false
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.isWarningGood = isWarningGood
    }

    package var description: String { program }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
