import Foundation
import Nexo
import NexoService
import NexoServiceSupport
import Roles
import TestProcesses
import Testing
import Vocabulary

/// What the services answer, and what the host says of its own accord, under the official schemas.
@Suite struct AnswerSchemaTests {
    private let terminal = TestTerminal()

    /// The schemas are not ours to publish: they lie beside some parent of this repository, or not at all.
    private static let schemas: URL? = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path() != "/" {
            let candidate = folder.appending(path: "shared/fixtures/nexo/xsd")
            if FileManager.default.fileExists(atPath: candidate.path()) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    private static var canValidate: Bool {
        schemas != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/xmllint")
    }

    private static let absence: Comment =
        "the schemas (shared/fixtures/nexo) are not beside this repository, or xmllint (libxml2-utils) is missing"

    @Test(.enabled(if: canValidate, absence))
    func `every answer is valid`() async throws {
        let bench = try await Bench()
        let key = try #require(NexoMACKey(name: "K", version: "1", bytes: Array("vigie test key 1".utf8)))
        let server = bench.server { $0.key = key }
        let completion = BatchTransaction.completion(.init("1", terminal.advice("1", 100)))
        let unknown = BatchTransaction.completion(.init("2", terminal.advice("none", 100)))
        var questions = [
            terminal.authorisation("1", 100), terminal.authorisation("2", 100, atOnce: true),
            terminal.authorisation("1", 101), terminal.completion("1", 100), terminal.reversal("2", 100),
            terminal.cancellation(of: "1", 100, as: "c"), terminal.cancellation(of: "none", 100, as: "d"),
            terminal.diagnostic(), terminal.batch([completion, unknown]),
            terminal.reconciliation([
                TransactionTotals(.debit, count: 1, amount: NexoAmount(units: 1, scale: 2), currency: "EUR")
            ]),
        ]
        var documents: [[UInt8]] = [await server.answer(to: Array("none".utf8))]
        for question in questions {
            documents.append(await server.answer(to: try question.written()))
            documents.append(await server.answer(to: try question.written(protectedBy: key)))
        }
        // An answer in the place of a question is rejected.
        documents.append(await server.answer(to: documents[2]))
        questions.removeAll { if case .diagnosticRequest = $0.body { true } else { false } }
        documents += try ofTheHost(questions, key)
        #expect(documents.count > 30)
        for document in documents { try Self.check(document) }
        await bench.close()
    }

    /// What the host answers for a server that does not, and what it takes back then.
    private func ofTheHost(_ questions: [NexoMessage], _ key: NexoMACKey) throws -> [[UInt8]] {
        let now = Instant(seconds: 1_795_140_000)
        var documents: [[UInt8]] = []
        for question in questions {
            for reply in [FrameReply.notSent(.unreachable), .unanswered(.timedOut)] {
                var dialogue = HostDialogue()
                for case .ask(let name, _, _) in dialogue.received(try question.written(), from: 1, at: now) {
                    for case .answer(let message, _) in dialogue.replied(name, reply, at: now) {
                        documents.append(try message.written(protectedBy: key))
                    }
                }
                for case .reverse(_, let message) in dialogue.due(at: now) {
                    documents.append(try message.written(protectedBy: key))
                }
            }
        }
        return documents
    }

    private static func check(_ document: [UInt8]) throws {
        let kind = try NexoDocument(reading: document, limits: .batch).message.body.kind
        let file = FileManager.default.temporaryDirectory.appending(path: "vigie-nexo-\(UUID().uuidString).xml")
        try Data(document).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = TestProcess()
        process.executableURL = URL(filePath: "/usr/bin/xmllint")
        let schema = try #require(schemas).appending(path: kind.schema + ".xsd").path()
        process.arguments = ["--nonet", "--noout", "--schema", schema, file.path()]
        let output = Pipe()
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(kind.schema): \(text)")
    }
}
