package import JSON
package import Settings

/// What is known about the place that output goes to.
package struct ConsoleStyle: Sendable, Equatable {
    package var isTerminal: Bool
    package var colours: Bool
    package var isJSON: Bool

    /// Colours need a terminal that is not dumb, and nobody who set NO_COLOR.
    package init(isTerminal: Bool, isJSON: Bool = false, variable: (String) -> String?) {
        self.isTerminal = isTerminal
        self.isJSON = isJSON
        colours = isTerminal && !isJSON && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
    }
}

/// Writes answers and errors, for people or as JSON.
///
/// Where the text goes is the caller's matter.
package struct Console: Sendable {
    package enum Channel: Sendable {
        case output, error
    }

    package let style: ConsoleStyle
    private let write: @Sendable (Channel, String) -> Void

    package init(style: ConsoleStyle, write: @escaping @Sendable (Channel, String) -> Void) {
        self.style = style
        self.write = write
    }

    /// A line for people; says nothing when the answer is JSON.
    package func line(_ text: String) {
        if !style.isJSON { write(.output, text + "\n") }
    }

    /// A text as it is: help, a completion script.
    package func text(_ text: String) { write(.output, text) }

    /// The answer for programs; says nothing when the answer is for people.
    package func answer(_ value: JSONValue) {
        guard style.isJSON else { return }
        write(.output, String(decoding: JSONWriter.pretty(value), as: UTF8.self))
    }

    package func error(_ message: String, hint: String? = nil, code: ExitCode) {
        failure(message, hint: hint, code: code, details: [])
    }

    package func error(_ error: UsageError) {
        failure(error.message, hint: error.hint, code: .usage, details: [])
    }

    package func error(_ failure: SettingsFailure) {
        let count = failure.diagnostics.count
        if style.isJSON {
            self.failure("the configuration is wrong", hint: nil, code: .configuration, details: failure.diagnostics)
            return
        }
        for diagnostic in failure.diagnostics {
            self.failure(diagnostic.description, hint: nil, code: .configuration, details: [])
        }
        if count > 1 { write(.error, "vigie: \(count) things are wrong in the configuration\n") }
    }

    package func warning(_ message: String) {
        guard !style.isJSON else { return }
        write(.error, "vigie: warning: \(Self.safe(message))\n")
    }

    private func failure(_ message: String, hint: String?, code: ExitCode, details: [SettingsDiagnostic]) {
        if style.isJSON {
            var error: JSONObject = [
                "message": .string(message), "hint": JSONValue(hint), "code": .integer(Int64(code.rawValue)),
            ]
            if !details.isEmpty { error["diagnostics"] = .array(details.map(\.json)) }
            write(.error, String(decoding: JSONWriter.pretty(["error": .object(error)]), as: UTF8.self))
            return
        }
        let style = TextStyle(colours: style.colours)
        var text = "vigie: \(style.red("error:")) \(Self.safe(message))\n"
        if let hint { text += "  hint: \(Self.safe(hint))\n" }
        write(.error, text)
    }

    /// Rows under a head, each column as wide as its widest cell; numbers stand to the right.
    package func table(_ columns: [String], _ rows: [[String]]) {
        guard !style.isJSON else { return }
        let cells = rows.map { row in row.map { Self.safe($0, keepsLines: false) } }
        let widths = columns.indices.map { column in
            ([columns[column]] + cells.compactMap { $0.indices.contains(column) ? $0[column] : nil }).map(\.count).max()
                ?? 0
        }
        let numeric = columns.indices.map { column in
            !cells.isEmpty && cells.allSatisfy { $0.indices.contains(column) && Self.isNumber($0[column]) }
        }
        func text(_ row: [String]) -> String {
            var line = ""
            for (column, cell) in row.enumerated() where widths.indices.contains(column) {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (numeric[column] ? space + cell : cell + space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        write(.output, TextStyle(colours: style.colours).bold(text(columns)) + "\n")
        for row in cells {
            write(.output, text(row) + "\n")
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) || ".,%- ".utf8.contains($0) }
    }

    /// Control characters could move the cursor and write over what is true.
    static func safe(_ text: String, keepsLines: Bool = true) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            if scalar == "\n" { return keepsLines ? scalar : " " }
            let isControl =
                scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.properties.isBidiControl
            return isControl ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }

    fileprivate func progress(_ text: String) { write(.error, text) }
}

/// How far long work has come: one line that is written over on a terminal, a line now and then elsewhere.
package struct ProgressLine {
    private let console: Console
    private let label: String
    private let interval: Duration
    private var lastShown: Duration?
    private var isOpen = false

    package init(_ label: String, on console: Console) {
        self.label = label
        self.console = console
        interval = console.style.isTerminal ? .milliseconds(100) : .seconds(10)
    }

    /// `now` counts from any fixed moment.
    ///
    /// Updates between two intervals are not shown.
    package mutating func update(_ done: Int, of total: Int?, now: Duration) {
        guard !console.style.isJSON, lastShown.map({ now - $0 >= interval }) ?? true else { return }
        lastShown = now
        show(done, total)
    }

    /// Shows the last figure and ends the line.
    package mutating func finish(_ done: Int, of total: Int?) {
        guard !console.style.isJSON else { return }
        show(done, total)
        if isOpen { console.progress("\n") }
        isOpen = false
    }

    private mutating func show(_ done: Int, _ total: Int?) {
        var text = "\(label): \(done)"
        if let total, total > 0 {
            let (product, overflow) = done.multipliedReportingOverflow(by: 100)
            text += " of \(total) (\(overflow ? done / max(total / 100, 1) : product / total) %)"
        }
        if console.style.isTerminal {
            console.progress("\r\u{1B}[K" + text)
            isOpen = true
        } else {
            console.progress(text + "\n")
        }
    }
}
