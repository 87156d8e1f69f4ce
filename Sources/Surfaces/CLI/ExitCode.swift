/// How a run ended, by class (the numbers of BSD's sysexits, which scripts and service managers know).
package enum ExitCode: Int32, Sendable, CaseIterable {
    case success = 0
    case usage = 64
    case data = 65
    case noInput = 66
    case unavailable = 69
    case fault = 70
    case cannotCreate = 73
    case inputOutput = 74
    case temporary = 75
    case configuration = 78

    package var meaning: String {
        switch self {
        case .success: "done"
        case .usage: "the command line is wrong"
        case .data: "data is damaged: verify found a break, or a backup does not fit together"
        case .noInput: "a file to read is not there"
        case .unavailable: "the database or a service cannot be reached"
        case .fault: "a fault of the program itself"
        case .cannotCreate: "something is already there, or cannot be created"
        case .inputOutput: "reading or writing failed"
        case .temporary: "not now: try the same again"
        case .configuration: "the configuration is wrong"
        }
    }
}
