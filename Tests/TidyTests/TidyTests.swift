import Foundation
import Testing

/// Rules that matter are executable.
@Suite struct TidyTests {
    static let sources = Repository.files(below: "Sources", endings: [".swift"])

    @Test func `a file holds one idea: at most 500 lines`() {
        #expect(!Self.sources.isEmpty)
        for file in Self.sources {
            #expect(file.lines.count <= 501, "\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    @Test(arguments: [
        ("fatalError(", "throw an error, or use precondition for a fault of the program"),
        ("print(", "write through the console or the log"),
        ("try!", "handle the error"),
        ("NSLock", "use Mutex"),
        ("DispatchQueue", "use the event loop or a blocking thread of Machine"),
        ("Task.detached", "give the task an owner"),
        ("TODO", "do it or open an issue"),
        ("FIXME", "do it or open an issue"),
    ])
    func `banned words have a better one`(word: String, instead: String) {
        for file in Self.sources {
            for (index, line) in file.lines.enumerated() where line.contains(word) {
                let before = line.range(of: word).flatMap { line[..<$0.lowerBound].last }
                // A detached task that somebody holds has an owner.
                if word == "Task.detached", line.contains("= Task.detached(name:") { continue }
                if word.last == "(", before?.isLetter == true || before == "." { continue }
                Issue.record("\(file.path):\(index + 1) says \(word): \(instead)")
            }
        }
    }

    /// Of two tests that start programs at the same moment, one would wait for the other's (see `TestProcess`).
    @Test func `tests start programs with TestProcess`() {
        let tests = Repository.files(below: "Tests", endings: [".swift"])
        #expect(tests.contains { $0.lines.contains { $0.contains("= TestProcess()") } })
        for file in tests {
            for (index, line) in file.lines.enumerated() where line.contains("Process(") {
                guard line.contains(/(^|[^\w])Process\(\)/) else { continue }
                Issue.record("\(file.path):\(index + 1) starts a program with Foundation's Process")
            }
        }
    }

    @Test func `what switches off a check of the compiler says what guards it`() {
        let marks = ["@unchecked Sendable", "nonisolated(unsafe)"]
        for file in Self.sources {
            let lines = file.lines
            for (index, line) in lines.enumerated() where marks.contains(where: { line.contains($0) }) {
                let around = lines[max(0, index - 8)...index]
                #expect(
                    around.contains { $0.contains("//") },
                    "\(file.path):\(index + 1) needs a comment that names what protects it")
            }
        }
    }

    @Test func `every target begins with a file that says what it is for`() throws {
        for target in try House(manifest: Repository.text("Package.swift")).targets where target.name != "vigie" {
            let head = try Repository.text("\(target.folder)/\(target.name).swift")
            #expect(head.hasPrefix("// \(target.name): "), "\(target.folder)/\(target.name).swift")
            #expect(head.contains("May import"), "\(target.folder)/\(target.name).swift")
        }
    }

    @Test func `links between our documents lead somewhere`() throws {
        let documents =
            Repository.files(below: "docs", endings: [".md"])
            + ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].compactMap { path in
                (try? Repository.text(path)).map { Repository.File(path: path, text: $0) }
            }
        #expect(documents.count > 5)
        for document in documents {
            let folder = URL(filePath: document.path, relativeTo: Repository.root).deletingLastPathComponent()
            for match in document.text.matches(of: #/\]\((?<target>[^)#\s]+)[^)]*\)/#) {
                let target = String(match.target)
                if target.contains("://") || target.hasPrefix("mailto:") { continue }
                #expect(
                    FileManager.default.fileExists(atPath: folder.appending(path: target).path()),
                    "\(document.path) links to \(target), which is not there")
            }
        }
    }
}
