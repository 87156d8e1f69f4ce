import Following
import Testing
import Vocabulary

@testable import Vendors

/// What every reader does with what it can't read.
@Suite struct UnreadableTests {
    private static func problem(_ sample: Sample, _ document: CapturedDocument) -> UnreadablePage? {
        do throws(UnreadablePage) {
            _ = try Reading.read(sample.format, [document])
            return nil
        } catch {
            return error
        }
    }

    private static func document(_ sample: Sample, _ body: [UInt8], status: Int = 200) -> CapturedDocument {
        CapturedDocument(
            role: sample.role, url: Reading.page, status: status, contentType: sample.contentType, body: body)
    }

    @Test(arguments: Sample.all)
    func `a reader reads its own sample`(sample: Sample) throws {
        let page = try Reading.read(sample.format, [sample.document])
        #expect(page.format == sample.format)
        #expect(!page.incidents.isEmpty)
        for incident in page.incidents + page.maintenances {
            #expect(!incident.id.isEmpty && !incident.title.isEmpty)
        }
    }

    @Test(arguments: Sample.all)
    func `empty bodies are empty`(sample: Sample) {
        for body in [[], Array(" \r\n\t".utf8), [0xEF, 0xBB, 0xBF, 0x20]] as [[UInt8]] {
            let problem = Self.problem(sample, Self.document(sample, body))
            if body.count == 4 {
                // A lone mark is no text, and no JSON and no XML either.
                #expect(problem != nil)
            } else {
                #expect(problem?.reason == .empty)
            }
        }
    }

    @Test(arguments: Sample.all)
    func `statuses of the server are told apart`(sample: Sample) {
        let expected: [(Int, UnreadablePage.Reason)] = [
            (401, .private), (403, .private), (404, .notFound), (410, .notFound), (429, .refused), (500, .unreachable),
            (503, .unreachable), (302, .unreachable),
        ]
        for (status, reason) in expected {
            let problem = Self.problem(sample, Self.document(sample, Array(sample.body.utf8), status: status))
            #expect(problem?.reason == reason, "\(status)")
            #expect(problem?.message.contains(String(status)) == true)
        }
    }

    @Test(arguments: Sample.all)
    func `a body over 32 MiB is too large`(sample: Sample) {
        let body = Array(sample.body.utf8) + [UInt8](repeating: 0x20, count: (32 << 20) + 1 - sample.body.utf8.count)
        let problem = Self.problem(sample, Self.document(sample, body))
        #expect(problem?.reason == .tooLarge)
        #expect(problem?.message.contains("33554433 bytes") == true)
    }

    @Test func `a body of 32 MiB is read`() {
        let sample = Sample.of(.statuspage)
        let body = Array(sample.body.utf8) + [UInt8](repeating: 0x20, count: (32 << 20) - sample.body.utf8.count)
        #expect(Self.problem(sample, Self.document(sample, body)) == nil)
    }

    @Test(arguments: Sample.all.filter { $0.format != .text })
    func `bodies that break off are never a page`(sample: Sample) {
        let body = Array(sample.body.utf8)
        for length in stride(from: 1, to: body.count - 1, by: max(1, body.count / 97)) {
            let problem = Self.problem(sample, Self.document(sample, Array(body[..<length])))
            #expect(
                problem?.reason == .truncated, "after \(length) of \(body.count) bytes: \(String(describing: problem))")
        }
    }

    @Test(arguments: Sample.all.filter { $0.format != .text })
    func `a web page in the place of a document is told as such`(sample: Sample) {
        for html in [
            "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Hello</p></body></html>",
            "\n  <html lang=\"en\"><body>One app for all</body></html>",
        ] {
            let problem = Self.problem(sample, Self.document(sample, Array(html.utf8)))
            #expect(problem?.reason == .html)
            #expect(problem?.message.contains("web page") == true)
        }
    }

    @Test(arguments: Sample.all.filter { $0.format != .text })
    func `documents of other shapes are malformed`(sample: Sample) {
        for body in ["{}", "[]", "{\"ok\":true}", "[1,2]", "null", "\"text\"", "nonsense", "{\"page\":{}}"] {
            // An empty list is all well for those formats whose documents are bare lists.
            let isCalm = body == "[]" && [.googleCloud, .awsEvents, .salesforceTrust].contains(sample.format)
            let problem = Self.problem(sample, Self.document(sample, Array(body.utf8)))
            if isCalm {
                #expect(problem == nil)
            } else {
                let reasons: [UnreadablePage.Reason] = [.malformed, .truncated, .empty]
                #expect(problem.map { reasons.contains($0.reason) } == true, "\(body): \(String(describing: problem))")
            }
        }
    }

    @Test(arguments: Sample.all)
    func `without its document a page is not read`(sample: Sample) {
        #expect(throws: UnreadablePage.self) { try Reading.read(sample.format, []) }
    }

    @Test func `a document of brackets alone is refused before it costs memory`() {
        let crowd = Array("[".utf8) + [UInt8](repeating: UInt8(ascii: ","), count: 3_000_000)
        let sample = Sample.of(.googleCloud)
        #expect(Self.problem(sample, Self.document(sample, crowd))?.reason == .tooLarge)
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 10_000)
        #expect(Self.problem(sample, Self.document(sample, deep))?.reason == .tooLarge)
    }

    @Test func `every format asks for documents, and the first is the one it can't do without`() {
        for sample in Sample.all {
            let requests = Reading.formats.documents(sample.format, page: "https://status.example.com/status/pay")
            #expect(requests.contains { $0.role == sample.role }, "\(sample.format)")
            #expect(requests.allSatisfy { $0.url.hasPrefix("https://") })
            #expect(Set(requests.map(\.role)).count == requests.count)
        }
        #expect(Sample.all.count == PageFormat.allCases.count)
    }

    @Test func `a page that repeats an id gets numbers, and a page full of news stays short`() throws {
        let lines = (0..<500).map { "{\"id\":\"c\($0)\",\"name\":\"Line \($0)\",\"status\":\"new word \($0)\"}" }
        let body = """
            {"page":{"id":"abcdef012345","name":"Example"},"components":[\(lines.joined(separator: ","))],"incidents":[{"id":"i","name":"One"},{"id":"i","name":"Two"}]}
            """
        let page = try Reading.read(.statuspage, [Reading.document("summary", body)])
        #expect(page.components.count == 500)
        #expect(page.components.allSatisfy { $0.state == .unknown })
        #expect(page.warnings.count == ReadingNotes.warningsMax)
        #expect(page.incidents.map(\.id) == ["i"])
    }
}
