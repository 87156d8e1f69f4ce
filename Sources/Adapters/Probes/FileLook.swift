internal import Glibc
internal import Machine
internal import Observing
internal import Series
internal import Vocabulary

/// Looks at a file, and says what is wrong with it. Blocks.
enum FileLook {
    private static let readMost = 16 << 20

    static func ending(_ question: FileQuestion, at now: Instant) -> Conversation.Ending {
        var status = stat()
        guard unsafe stat(question.path, &status) == 0 else {
            let error = errno
            if error == ENOENT, question.isToBeAbsent {
                return Conversation.Ending(outcome: .ok, words: "\(question.path) is not there, as it is to be")
            }
            return Conversation.Ending(
                outcome: SampleOutcome(.failed, at: .connect, code: UInt16(clamping: error)),
                words: "\(question.path) cannot be looked at: \(ProbeSocket.words(error))")
        }
        guard !question.isToBeAbsent else { return wrong("\(question.path) is there, and it is not to be") }
        let age = now - Instant(microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000)
        var faults = faults(question, status, age: age)
        if let wanted = question.contains, faults.isEmpty, let fault = fault(question.path, lacking: wanted) {
            faults.append(fault)
        }
        guard faults.isEmpty else { return wrong("\(question.path): \(faults.joined(separator: "; "))") }
        return Conversation.Ending(
            outcome: .ok, words: "\(question.path): \(status.st_size) bytes, written \(words(age)) ago")
    }

    private static func faults(_ question: FileQuestion, _ status: stat, age: TimeSpan) -> [String] {
        var faults: [String] = []
        if status.st_mode & S_IFMT != S_IFREG { faults.append("it is no regular file") }
        if let most = question.ageMost, age > most {
            faults.append("it was written \(words(age)) ago, and at most \(words(most)) are allowed")
        }
        if !question.sizes.contains(Int64(status.st_size)) {
            let (least, most) = (question.sizes.lowerBound, question.sizes.upperBound)
            let wanted = most == Int64.max ? "at least \(least)" : "\(least) to \(most)"
            faults.append("it has \(status.st_size) bytes, and \(wanted) are expected")
        }
        let permissions = status.st_mode & 0o7777
        if let most = question.permissionsMost, permissions & ~most != 0 {
            faults.append("its permissions are \(octal(permissions)), and at most \(octal(most)) are allowed")
        }
        if let owner = question.owner, status.st_uid != owner {
            faults.append("it belongs to user \(status.st_uid), not to \(owner)")
        }
        return faults
    }

    private static func fault(_ path: String, lacking wanted: [UInt8]) -> String? {
        do throws(MachineError) {
            return ByteSearch.find(wanted, in: try Files.read(path, most: readMost)) == nil
                ? "what must be in it is not there" : nil
        } catch {
            return "it was not looked through: \(error.description)"
        }
    }

    /// Whether it is there and no pipe, folder or device.
    static func isRegular(_ path: String) -> Bool? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFREG
    }

    private static func wrong(_ words: String) -> Conversation.Ending {
        Conversation.Ending(outcome: SampleOutcome(.failed, at: .answer), words: words)
    }

    private static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func words(_ span: TimeSpan) -> String {
        let seconds = span.wholeSeconds
        if seconds >= 2 * 86_400 { return "\(seconds / 86_400) days" }
        return seconds >= 2 * 3_600 ? "\(seconds / 3_600) h" : "\(seconds) s"
    }
}
