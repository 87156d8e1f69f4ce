import API
import APISamples
import Following
import Foundation
import HTTP
import Testing
import Vendors
import Vocabulary

/// Vigie follows other Statuspages; so it must be able to follow itself.
@Suite struct OwnReaderTests {
    @Test(arguments: ["example-pay", "payplug"])
    func `our own reader of Statuspages reads what we republish`(_ provider: String) async throws {
        let page = "https://vigie.example/v2/\(provider)"
        var documents: [CapturedDocument] = []
        for request in StatusPageFormats(zones: SampleAPI.zones).documents(.statuspage, page: page)
        where !request.isHTML {
            let target = request.url.replacingOccurrences(of: "https://vigie.example", with: "")
            let answer = await SampleAPI.sample().get(target)
            guard answer.status == 200 else { continue }
            documents.append(
                CapturedDocument(
                    role: request.role, url: request.url, status: answer.status,
                    contentType: answer.headers["Content-Type"], body: answer.body))
        }
        let read = try StatusPageFormats(zones: SampleAPI.zones).read(
            .statuspage, page: page, documents: documents, now: SampleSite.now)
        #expect(read.warnings == [])
        #expect(!read.incidents.isEmpty)
    }

    @Test(arguments: [PageFormat.atom, .rss])
    func `our own reader of feeds reads our feeds`(_ format: PageFormat) async throws {
        let page = "https://vigie.example/feeds/providers/payplug.\(format.rawValue)"
        let request = try #require(StatusPageFormats(zones: SampleAPI.zones).documents(format, page: page).first)
        let answer = await SampleAPI.sample().get("/feeds/providers/payplug.\(format.rawValue)")
        let read = try StatusPageFormats(zones: SampleAPI.zones).read(
            format, page: page,
            documents: [
                CapturedDocument(
                    role: request.role, url: request.url, status: 200, contentType: answer.headers["Content-Type"],
                    body: answer.body)
            ], now: SampleSite.now)
        #expect(read.warnings == [])
        #expect(read.incidents.count == 4)
    }
}
