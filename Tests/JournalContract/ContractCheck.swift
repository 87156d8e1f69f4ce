internal import Journal

/// A rule of the contract that a store broke.
package struct ContractFailure: Error, CustomStringConvertible {
    package var sentence: String
    package var place: String

    package var description: String { "\(place): \(sentence)" }
}

/// Throws when `condition` does not hold; `sentence` says what was seen.
func check(
    _ condition: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) throws {
    guard condition else { throw ContractFailure(sentence: sentence(), place: "\(file):\(line)") }
}

func checkEqual<Value: Equatable>(
    _ seen: Value, _ expected: Value, _ what: String, file: StaticString = #fileID, line: UInt = #line
) throws {
    try check(seen == expected, "\(what): expected \(expected), but saw \(seen)", file: file, line: line)
}

/// Checks a count of hits: exact, or "more than" a number that is worth saying and true.
func checkCount(
    _ seen: SearchAnswer.Count?, of hits: Int, _ what: String, file: StaticString = #fileID, line: UInt = #line
) throws {
    let isTrue =
        switch seen {
        case .exactly(let count): count == hits && hits <= SearchRule.countMost
        case .moreThan(let count): count >= SearchRule.countEnough && count < hits
        case nil: false
        }
    try check(isTrue, "\(what): there are \(hits), but saw \(String(describing: seen))", file: file, line: line)
}

/// Runs `body`, which must throw a journal error of `code`, and gives that error back.
@discardableResult
func checkThrows<Value>(
    _ code: JournalError.Code, _ what: String, file: StaticString = #fileID, line: UInt = #line,
    _ body: () async throws -> Value
) async throws -> JournalError {
    do {
        _ = try await body()
    } catch let error as JournalError {
        try check(
            error.code == code, "\(what): expected \(code), but saw \(error.code): \(error.message)", file: file,
            line: line)
        try check(!error.message.isEmpty, "\(what): the error has no message", file: file, line: line)
        return error
    }
    throw ContractFailure(sentence: "\(what): expected \(code), but nothing was thrown", place: "\(file):\(line)")
}
