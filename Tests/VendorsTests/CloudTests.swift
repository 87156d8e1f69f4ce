import Following
import Testing
import Vocabulary

@testable import Vendors

/// Google Cloud, AWS, Azure.
@Suite struct CloudTests {
    // MARK: Google Cloud

    @Test func `Google's begin is the start, and its reports come after the end`() throws {
        let page = try Reading.read(
            .googleCloud, [Sample.of(.googleCloud).document], page: "https://status.cloud.google.com")
        let incident = page.incidents[0]
        #expect(try incident.startedAt == instant("2026-05-04T06:00:00Z"))
        #expect(try incident.endedAt == instant("2026-05-04T11:00:00Z"))
        #expect(try incident.openedAt == instant("2026-05-04T09:30:00Z"))
        #expect(try incident.resolvedAt == instant("2026-05-04T11:20:00Z"))
        #expect(incident.severity == .critical)
        #expect(incident.status == .postmortem)
        #expect(incident.title == "Example Store is failing #1.")
        #expect(incident.url == "https://status.cloud.google.com/incidents/gA")
        #expect(incident.updates.map(\.status) == [.unknown, .resolved, .postmortem])
        #expect(incident.updates[2].text.hasPrefix("# # Incident Report"))
        #expect(page.incidents[1].isOpen && page.incidents[1].severity == .minor)
        #expect(page.components.map(\.state) == [.operational, .partialOutage])
        #expect(page.state == .degraded && page.listsAllOpenIncidents)
        #expect(page.warnings.isEmpty)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured incidents of Google Cloud are read`() throws {
        let page = try Reading.read(
            .googleCloud, [Fixtures.document("incidents", "gcp/incidents_trimmed2_with_postmortem.json")])
        #expect(page.incidents.map(\.id) == ["3BvH3LVGcupoYqV6F4Nw", "T8gmtofFSTGT5tbhyciF"])
        #expect(try page.incidents[0].startedAt == instant("2026-07-15T23:57:00Z"))
        #expect(try page.incidents[0].endedAt == instant("2026-07-16T12:25:00Z"))
        #expect(try page.incidents[0].resolvedAt == instant("2026-07-16T12:25:47Z"))
        #expect(page.incidents.map { $0.updates.count } == [12, 11])
        #expect(page.incidents.map(\.status) == [.postmortem, .postmortem])
        #expect(page.incidents.map(\.severity) == [.major, .major])
        #expect(page.incidents[0].updates.count { $0.status == .postmortem } == 2)
        #expect(page.incidents[0].components.count == 3)
        #expect(!page.incidents[0].updates[11].text.contains("\\#"))
        #expect(page.state == .operational, "both are over")
        #expect(page.warnings.isEmpty)

        let small = try Reading.read(.googleCloud, [Fixtures.document("incidents", "gcp/small_active.json")])
        #expect(small.incidents.map(\.isOpen) == [true, true, false])
        #expect(small.incidents.map(\.severity) == [.major, .major, .major])
        #expect(small.components.map(\.state) == [.unknown, .unknown, .unknown, .operational])
        #expect(small.components[0].id == "Vertex AI Gemini API", "without an id, its name")
    }

    // MARK: AWS

    @Test func `events of AWS are read from UTF-16 in either order and from UTF-8`() throws {
        let text = Sample.awsEvents
        let big: [UInt8] = [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let little: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let unmarked = Array(big.dropFirst(2))
        let plain = try Reading.read(.awsEvents, [Reading.document("events", text)])
        for body in [big, little, unmarked] {
            let document = CapturedDocument(
                role: "events", url: "", status: 200, contentType: "application/json;charset=utf-16", body: body)
            #expect(try Reading.read(.awsEvents, [document]) == plain)
        }
        #expect(plain.incidents.map(\.status) == [.unknown, .resolved])
        #expect(plain.incidents.map(\.severity) == [.critical, .major])
        #expect(plain.incidents[0].title == "Example Queue (Paris): Errors")
        #expect(plain.incidents[0].components == ["queue-eu-west-3", "mail-eu-west-3", "old-eu-west-3"])
        #expect(try plain.incidents[1].resolvedAt == instant("2026-05-03T10:10:00Z"), "its stated end")
        #expect(plain.components.map(\.state) == [.majorOutage, .degraded, .operational, .operational])
        #expect(plain.state == .majorOutage)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured events of AWS are read from their bytes`() throws {
        let page = try Reading.read(
            .awsEvents,
            [
                Fixtures.document(
                    "events", "aws/currentevents_20260801_utf16be.json", contentType: "application/json;charset=utf-16")
            ])
        #expect(page.incidents.count == 2)
        #expect(page.incidents.map { $0.updates.count } == [23, 13])
        #expect(page.incidents.map(\.severity) == [.critical, .critical])
        #expect(page.incidents.map(\.isOpen) == [true, true])
        #expect(try page.incidents[0].openedAt == instant("2026-03-01T12:51:25Z"))
        #expect(
            Fixtures.digests([page.incidents[0].title]) == [
                "eeff44d10e5d218acc0eec0d098bfd807f300010f9c54818df571a3678f22ede"
            ])
        #expect(page.incidents.map { $0.components.count } == [141, 150])
        #expect(page.incidents[0].updates.prefix(4).map(\.statusWord) == ["1", "1", "1", "2"])
        #expect(page.warnings.isEmpty)
        let small = try Reading.read(.awsEvents, [Fixtures.document("events", "aws/currentevents_small_utf8.json")])
        #expect(small.incidents.map(\.severity) == [.major, .minor])
        #expect(small.components.map(\.id) == ["ec2-us-east-1", "s3-us-west-2"])
    }

    @Test func `items of an AWS feed are updates of one incident`() throws {
        let page = try Reading.read(.awsRSS, [Sample.of(.awsRSS).document])
        #expect(page.incidents.map(\.id) == ["queue-eu-west-3_1777888800"])
        let incident = page.incidents[0]
        #expect(incident.title == "Errors")
        #expect(incident.updates.map(\.text) == ["Errors rise.", "Over."])
        #expect(try incident.openedAt == instant("2026-05-04T10:00:00Z"), "Pacific daylight time")
        #expect(try incident.resolvedAt == instant("2026-05-04T11:00:00Z"))
        #expect(incident.severity == .minor)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured AWS feeds fold into incidents`() throws {
        let ec2 = try Reading.read(.awsRSS, [Fixtures.document("feed", "aws/ec2-us-east-1.rss")])
        #expect(ec2.incidents.map(\.title) == ["API Error Rates", "Increased API Error Rates"])
        #expect(ec2.incidents.map { $0.updates.count } == [13, 2])
        #expect(try ec2.incidents[0].openedAt == instant("2021-12-22T12:35:00Z"), "Pacific standard time")
        #expect(try ec2.incidents[0].resolvedAt == instant("2021-12-23T00:22:00Z"))
        #expect(ec2.incidents.map(\.status) == [.resolved, .resolved])
        #expect(ec2.components.map(\.state) == [.operational])
        #expect(ec2.warnings.isEmpty)

        let all = try Reading.read(.awsRSS, [Fixtures.document("feed", "aws/all.rss")])
        #expect(all.incidents.reduce(0) { $0 + $1.updates.count } == 50)
        let packets = try #require(all.incidents.first { $0.components == ["directconnect-eu-central-1"] })
        #expect(packets.title == "Increased Packet loss")
        #expect(packets.status == .resolved)
        #expect(try packets.resolvedAt == instant("2026-08-18T04:01:19Z"))
        #expect(packets.updates.count == 20)
        let emirates = all.incidents.filter { $0.components == ["multipleservices-me-central-1"] }
        #expect(emirates.count == 1, "one outage of months, told under one title")
        #expect(emirates[0].isOpen && emirates[0].severity == .major)
    }

    // MARK: Azure

    @Test func `Azure's last clause is its status`() throws {
        let page = try Reading.read(.azureRSS, [Sample.of(.azureRSS).document])
        let incident = page.incidents[0]
        #expect(incident.id == "trouble-in-the-west")
        #expect(incident.title == "Trouble in the West")
        #expect(incident.status == .resolved && incident.statusWord == "Mitigated")
        #expect(incident.components == ["Queues", "West"])
        #expect(incident.updates.map(\.text) == ["It was a cable."])
        #expect(page.state == .unknown, "the feed says nothing about the whole")
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured Azure feeds are read, and an empty one says nothing`() throws {
        let page = try Reading.read(.azureRSS, [Fixtures.document("feed", "azure/feed_20260723_westus_major.xml")])
        #expect(
            Fixtures.digests(page.incidents.map(\.id)) == [
                "b9b4120eb6cabd18dc92d7842afc4d252ccc00c0908c96907c36abaf18f3e247"
            ])
        #expect(page.incidents[0].components.count == 15)
        #expect(page.incidents[0].components.last == "West US")
        #expect(page.incidents[0].isOpen)
        #expect(try page.incidents[0].updates[0].at == instant("2026-07-23T16:29:09Z"))
        #expect(page.incidents[0].updates[0].text.hasPrefix("Starting at approximately 14:44 UTC on 23 July 2026"))
        #expect(!page.incidents[0].updates[0].text.contains("<"))
        let empty = try Reading.read(.azureRSS, [Fixtures.document("feed", "azure/feed_healthy_empty.xml")])
        #expect(empty.incidents.isEmpty && empty.state == .unknown && !empty.listsAllOpenIncidents)
    }

    @Test func `a feed of somebody else is another page`() {
        for format in [PageFormat.azureRSS, .awsRSS] {
            #expect {
                _ = try Reading.read(format, [Sample.of(.rss).document])
            } throws: { error in
                (error as? UnreadablePage)?.reason == .otherPage
            }
        }
    }
}
