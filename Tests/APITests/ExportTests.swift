import API
import APISamples
import Bytes
import Foundation
import HTTP
import Incidents
import JSON
import Testing
import Vocabulary

@Suite struct ExportTests {
    /// Rows as RFC 4180 reads them.
    private static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"":
                cell.unicodeScalars.append("\"")
                rest.removeFirst()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                row.append(cell)
                cell = ""
            case "\r" where !isQuoted && rest.first == "\n":
                rest.removeFirst()
                rows.append(row + [cell])
                (row, cell) = ([], "")
            default: cell.unicodeScalars.append(scalar)
            }
        }
        #expect(row.isEmpty && cell.isEmpty && !isQuoted, "the last row ends like the others")
        return rows
    }

    @Test func `each window is a row with the incident's figures beside it`() async throws {
        let answer = await SampleAPI.sample().get("/api/incidents.csv?provider=payplug")
        #expect(answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present")
        let rows = Self.rows(answer.text)
        #expect(rows[0] == CSVExport.columns)
        #expect(rows.allSatisfy { $0.count == CSVExport.columns.count })
        func cell(_ row: [String], _ name: String) throws -> String {
            row[try #require(CSVExport.columns.firstIndex(of: name))]
        }
        let outage = rows.filter { $0[0] == "tsr-2641" }
        #expect(outage.count == 2)
        #expect(try cell(outage[0], "window_start") == "2025-12-04T11:08:00Z")
        let incident = try await SampleAPI.sample().get("/api/incidents/tsr-2641").json
        let seconds = try #require(incident["figures"]?["impactSeconds"]?.integer)
        let impact = try cell(outage[0], "impact_seconds")
        #expect(impact == String(seconds))
        #expect(try cell(outage[1], "recurrences_after_resolved") == "1")
        #expect(try cell(outage[0], "page") == "https://vigie.example/en/incidents/tsr-2641")
    }

    @Test func `an incident without a known window has one row without one`() async throws {
        let rows = Self.rows(await SampleAPI.sample().get("/api/incidents.csv?provider=example-pay").text)
        let bare = rows.filter { $0[0] == "example-pay-4" }
        #expect(bare.count == 1)
        #expect(Set(bare[0][11...18]) == [""])
        #expect(bare[0][19].isEmpty, "an unknown impact is not zero")
    }

    @Test func `no cell is a formula, and quotation marks and line ends come back as they were`() async throws {
        let rows = Self.rows(await SampleAPI.sample().get("/api/incidents.csv?provider=example-pay").text)
        let hostile = try #require(rows.first { $0[0] == "example-pay-3" })
        #expect(hostile[3] == "'" + SampleSite.hostileText)
        #expect(hostile[25] == "'=cmd")
        for row in rows {
            for cell in row where cell.contains("1+1") || cell.contains("cmd") { #expect(cell.hasPrefix("'")) }
        }
    }

    @Test(arguments: [
        ("=A1", true), ("+1", true), ("-1", true), ("@x", true), ("  =A1", true), ("\t=A1", true), ("\rx", true),
        ("＝A1", true), ("\u{FEFF}=A1", true), ("A=1", false), ("", false), ("1-2", false),
    ])
    func `what a spreadsheet would calculate is text`(_ text: String, _ isGuarded: Bool) {
        var incident = Incident(
            id: IncidentID(checked: "a"), provider: SampleSite.followed, title: SampleSite.english(text))
        incident.record = nil
        let bytes = CSVExport.bytes(
            [incident], language: .english, now: SampleSite.now, place: PublicPlace(origin: "https://a.example"))
        let title = Self.rows(String(decoding: bytes, as: UTF8.self))[1][3]
        #expect(title == (isGuarded ? "'" + text : text))
    }

    @Test func `pages are bounded and lead on`() async throws {
        var site = SampleSite.site
        site.incidents = (0..<450).map { number in
            Incident(
                id: IncidentID(checked: "n-\(number)"), provider: SampleSite.followed,
                title: SampleSite.english("\(number)"))
        }
        let api = SampleAPI.sample(site)
        var target: String? = "/api/incidents.csv?provider=example-pay&lang=fr"
        var sizes: [Int] = []
        while let place = target {
            let answer = await api.get(place)
            sizes.append(Self.rows(answer.text).count - 1)
            let link = answer.headers["Link"]?.firstMatch(of: #/<([^>]+)>; rel="next"/#)
            target = link.map { String($0.1) }
            if target != nil { #expect(target?.contains("provider=example-pay&lang=fr") == true) }
        }
        #expect(sizes == [200, 200, 50])
    }

    @Test func `an original is saved as bytes and never shown in place`() async throws {
        let answer = await SampleAPI.sample().get("/api/archive/" + SampleSite.originalDigest)
        #expect(answer.status == 200)
        #expect(answer.body == SampleSite.original)
        #expect(SHA256Digest(of: answer.body).hexadecimal == SampleSite.originalDigest)
        #expect(answer.headers["Content-Type"] == "application/octet-stream")
        #expect(answer.headers["Content-Disposition"]?.hasPrefix("attachment;") == true)
        #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        #expect(answer.headers["Content-Security-Policy"]?.hasPrefix("sandbox;") == true)
        #expect(await SampleAPI.sample().get("/api/archive/" + SampleSite.originalDigest.uppercased()).status == 404)
    }
}
