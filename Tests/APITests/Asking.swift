import API
import APISamples
import Foundation
import HTTP
import Incidents
import JSON
import Testing
import Vocabulary

/// An answer as a client has it.
struct Answer {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { get throws { try JSONValue(reading: body, limits: JSONLimits(bytes: 16 << 20)) } }
}

extension SampleAPI {
    static let place = "https://vigie.example"
    static let zones = ZoneCatalogue { name in
        (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + name))).map { Array($0) }
    }

    /// The sample at a fixed place, with what may be written kept in memory.
    static func sample(_ site: Site = SampleSite.site, writing: APIWriting? = nil) -> SampleAPI {
        SampleAPI(site: site, origin: place, zones: zones, writing: writing)
    }

    func get(_ target: String, headers: HTTPHeaders = HTTPHeaders()) async -> Answer {
        await ask(.get, target, headers: headers)
    }

    func ask(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = HTTPHeaders(), body: String = ""
    ) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let request = HTTPRequest(
            method: method, path: parts[0], query: parts.count == 2 ? parts[1] : nil, headers: headers,
            body: Array(body.utf8))
        return await Self.answer(reply(to: request))
    }

    private static func answer(_ reply: HTTPReply) async -> Answer {
        switch reply {
        case .now(let response):
            guard case .bytes(let bytes) = response.body else {
                return Answer(status: response.status.code, headers: response.headers, body: [])
            }
            return Answer(status: response.status.code, headers: response.headers, body: bytes)
        case .prepared(let response):
            return Answer(status: response.status.code, headers: response.headers, body: response.identity.body)
        case .later(let work): return await answer(await work())
        }
    }
}
