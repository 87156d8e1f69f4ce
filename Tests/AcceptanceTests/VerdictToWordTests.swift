import Foundation
import Glibc
import JSON
import Testing

/// From verdict to word with the built program: a real server dies, people are called, and after the grace time readers are told.
@Suite struct VerdictToWordTests {
    @Test(.timeLimit(.minutes(10)))
    func
        `an outage is called once, told everywhere after the grace time, and its end is proposed from the first good sample`()
        throws
    {
        let shop = try WatchedShop(grace: "3s")
        try shop.waitUntilUp()
        #expect(try shop.told().isEmpty)
        #expect(try shop.announcement() == .null)

        let broke = shop.breakDown()
        try shop.wait("a case") { try shop.watched()["cases"]?[0]?["state"]?.string == "open" }
        let sawCase = Date()
        try shop.waitUntilTold()
        let told = Date()
        print(
            "a case stood \(seconds(broke, sawCase)) s after the kill, the sentence on all \(WatchedShop.surfaces.count) surfaces "
                + "after \(seconds(broke, told)) s, of which 3 s are the grace time")

        let known = try #require(try shop.watched()["cases"]?[0])
        let since = try #require(WatchedShop.instant(known["telling"]?["since"]))
        #expect(since >= broke && since <= sawCase)
        try shop.wait("that it is written down as told") { try shop.round()["told"] != nil }
        let round = try shop.round()
        #expect(round["kinds"] == ["inside", "outside"])
        #expect(round["measured"] == ["shop"])
        #expect(WatchedShop.instant(round["from"]) == since)
        let due = try #require(WatchedShop.instant(round["due"]))
        #expect(try #require(WatchedShop.instant(round["telling"])) >= due)
        for brand in WatchedShop.brands {
            let incident = try onlyIncident(shop, brand)
            #expect(incident["impact"]?.string == "critical" && incident["incident_updates"]?.array?.count == 1)
            let began = try #require(WatchedShop.instant(incident["started_at"]))
            #expect(abs(began.timeIntervalSince(since)) < 0.002)
        }
        try calledOnce(shop)

        let back = try shop.comeBack()
        try shop.wait("a measured end") { try shop.round()["end"]?["mode"]?.string == "proposed" }
        let end = try #require(WatchedShop.instant(try shop.round()["end"]?["at"]))
        #expect(end >= back)
        // Readers learn of it by a person's hand.
        #expect(try onlyIncident(shop, "north")["status"]?.string == "investigating")
        #expect(try component(shop) == "major_outage")
        try EvidenceReading(shop, 1).look(since: since, end: end)
        let taken = try shop.run(["case", "end", "1"])
        #expect(taken.status == 0, "\(taken)")
        try shop.wait("the component as it works again") { try component(shop) == "operational" }
        #expect(try shop.round()["end"]?["mode"]?.string == "recorded")
        #expect(try shop.told().values.allSatisfy { $0 > 0 })

        #expect(try shop.run(["case", "label", "1", "--as", "real"]).status == 0)
        let rules = try rules(shop)
        let quorum = try #require(rules["quorum"])
        #expect(quorum["cases"]?.integer == 1 && quorum["precision"]?.decimal == 1 && quorum["recall"]?.decimal == 1)
        #expect(quorum["calls"]?.integer == 1 && quorum["leadSeconds"] != nil)
        #expect(rules["gap"]?["cases"]?.integer == 0 && rules["gap"]?["precision"] == .null)
        let table = try shop.run(["rules", "list"])
        #expect(table.output.contains(#/quorum +wakes +1 +100 % +100 %/#), "\(table.output)")
        try calledOnce(shop)
        #expect(shop.program.stop() == 0)
        #expect(try BuiltProgram.run(["verify", "--config", shop.settings]).status == 0)
        try lookAtWhatIsLeft(shop)
    }

    @Test(.timeLimit(.minutes(10)))
    func
        `payments that fail and a probe agree, and who is woken by what is critical is called, whichever is seen first`()
        throws
    {
        let shop = try WatchedShop(grace: "3s", second: .payments, route: ", severity: critical")
        try shop.wait("that all is well") {
            try shop.pay(approved: 30, timeouts: 0)
            return try shop.isUp()
        }
        let broke = shop.breakDown()
        try shop.wait("the sentence everywhere") {
            try shop.pay(approved: 0, timeouts: 30)
            return try shop.told().count == WatchedShop.surfaces.count
        }
        print(
            "with payments as the second kind of evidence it stood everywhere \(seconds(broke, Date())) s after the kill"
        )
        #expect(try shop.round()["kinds"] == ["outside", "traffic"])
        #expect(try onlyIncident(shop, "south")["impact"]?.string == "critical")
        try shop.wait("the call") { !shop.calls.isEmpty }
        let calls = shop.calls
        #expect(["case.opened", "case.worsened"].contains(calls.first?["type"]?.string), "\(calls)")
        #expect(calls.first?["data"]?["severity"]?.string == "critical")
        #expect(calls.count { $0["type"]?.string?.hasPrefix("case.") == true } == 1, "\(calls)")
        #expect(Set(calls.map { $0["thread"]?.string }).count == 1, "\(calls)")
        #expect(shop.program.stop() == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `what an operator stops within the grace time is told to nobody, and the draft stays`() throws {
        let shop = try WatchedShop(grace: "10s")
        try shop.waitUntilUp()
        _ = shop.breakDown()
        try shop.wait("a sentence that waits") { try shop.announcement()["pending"] != nil }
        let due = try #require(WatchedShop.instant(try shop.announcement()["pending"]?["due"]))
        let stopped = try shop.run(["case", "stop", "1"])
        try #require(stopped.status == 0, "\(stopped)")
        #expect(stopped.output.contains("the sentence of case 1 is stopped"))
        // Stopped twice by the same hand is stopped once.
        #expect(try shop.run(["case", "stop", "1"]).status == 0)

        // Past the time at which it would have been said.
        usleep(useconds_t(max(0, due.timeIntervalSinceNow + 3) * 1_000_000))
        #expect(try shop.told().isEmpty)
        let round = try shop.round()
        #expect(round["stopped"]?["by"]?.string == "person:this-machine")
        #expect(round["telling"] == nil && round["told"] == nil && round["left"] == nil)
        for brand in WatchedShop.brands { #expect(try incidents(shop, brand).isEmpty) }
        try calledOnce(shop)
        let id = try #require(try shop.announcement()["incident"]?.string)
        let draft = try shop.run(["incident", "show", id, "--json"])
        #expect(draft.status == 0 && draft.output.contains(#""visibility": "internal""#), "\(draft)")

        // It is over, and nobody has to say so of a draft.
        _ = try shop.comeBack()
        try shop.wait("the end in the draft") { try shop.round()["end"]?["mode"]?.string == "recorded" }
        #expect(try shop.told().isEmpty)
        #expect(shop.program.stop() == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `killed within the grace time, it says the sentence once after its next start`() throws {
        let shop = try WatchedShop(grace: "12s")
        try shop.waitUntilUp()
        let broke = shop.breakDown()
        try shop.wait("a sentence that waits") { try shop.announcement()["pending"] != nil }
        let promised = try shop.announcement()["pending"]?["due"]
        try shop.wait("the call") { !shop.calls.isEmpty }
        try shop.crash()
        try shop.waitUntilTold()
        print(
            "with a kill -9 within the grace time of 12 s it stood everywhere \(seconds(broke, Date())) s after the outage began"
        )
        try shop.wait("that it is written down as told") { try shop.round()["told"] != nil }
        #expect(try shop.round()["due"] == promised, "the grace time goes on where it was")
        // Another start later nothing of it is said again.
        try shop.crash()
        try shop.waitUntilTold()
        for brand in WatchedShop.brands {
            let incident = try onlyIncident(shop, brand)
            #expect(incident["incident_updates"]?.array?.count == 1, "\(incident)")
        }
        #expect(try shop.announcement()["rounds"]?.array?.count == 1)
        try calledOnce(shop, kills: 2)
        #expect(shop.program.stop() == 0)
        #expect(try BuiltProgram.run(["verify", "--config", shop.settings]).status == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `one person alone demotes no rule; with a second one it wakes nobody and says nothing`() throws {
        let shop = try WatchedShop(grace: "1s")
        let ada = try Browser.firstAdmin(shop.program, shop.folder)
        let ben = try ada.hire("admin", shop.folder)
        let rights = ["look", "manageAlerts"]
        let (first, second) = (try ada.token(rights), try ben.token(rights))
        let order = ["rules", "propose", "quorum", "--reason", "We try what happens."]
        let proposed = try shop.run(order, token: first)
        #expect(proposed.status == 0 && proposed.output.contains("it waits for a second person"), "\(proposed)")
        let alone = try shop.run(["rules", "agree", "quorum"], token: first)
        #expect(alone.status != 0 && alone.error.contains("somebody else has to agree"), "\(alone)")
        // Nor is this machine a second person: it may be the same one.
        let nameless = try shop.run(["rules", "agree", "quorum"])
        #expect(nameless.status != 0 && nameless.error.contains("A second person has a name"), "\(nameless)")
        #expect(try rules(shop)["quorum"]?["isDemoted"] == .bool(false))
        let agreed = try shop.run(["rules", "agree", "quorum"], token: second)
        #expect(agreed.status == 0 && agreed.output.contains("quorum wakes nobody"), "\(agreed)")
        #expect(try rules(shop)["quorum"]?["isDemoted"] == .bool(true))

        try shop.waitUntilUp()
        _ = shop.breakDown()
        try shop.wait("a draft") { try shop.round()["isDrafted"] == .bool(true) }
        usleep(4_000_000)
        let known = try shop.announcement()
        #expect(known["calls"] == [] && known["rounds"]?[0]?["due"] == nil, "\(known)")
        #expect(shop.calls.isEmpty)
        #expect(try shop.told().isEmpty)

        // More calls need one person: what goes on is called, and told.
        #expect(try shop.run(["rules", "restore", "quorum"], token: first).status == 0)
        try shop.waitUntilTold()
        try calledOnce(shop)
        #expect(shop.program.stop() == 0)
    }

    // MARK: Parts

    /// Whoever backs up or moves learns that probe results stay where they are.
    private func lookAtWhatIsLeft(_ shop: WatchedShop) throws {
        let words = "Probe results are not in it: they stay in \(shop.folder.file("data"))/vigie-series.sqlite"
        let backup = try BuiltProgram.run(["backup", "--config", shop.settings, shop.folder.file("monday.backup")])
        #expect(backup.status == 0 && backup.output.contains(words), "\(backup)")
        let from = "sqlite:" + shop.folder.file("data/vigie.sqlite")
        let moved = try BuiltProgram.run(["copy", "--from", from, "--to", "sqlite:" + shop.folder.file("moved.sqlite")])
        #expect(moved.status == 0 && moved.output.contains(words), "\(moved)")
    }

    private func seconds(_ from: Date, _ to: Date) -> String { String(format: "%.1f", to.timeIntervalSince(from)) }

    private func incidents(_ shop: WatchedShop, _ brand: String) throws -> [JSONValue] {
        let answer = try shop.program.get("/status/\(brand)/api/v2/incidents.json")
        return try JSONValue(reading: answer.body)["incidents"]?.array ?? []
    }

    private func onlyIncident(_ shop: WatchedShop, _ brand: String) throws -> JSONValue {
        let all = try incidents(shop, brand)
        #expect(all.count == 1)
        return try #require(all.first)
    }

    private func component(_ shop: WatchedShop) throws -> String? {
        let answer = try shop.program.get("/status/north/api/v2/components.json")
        return try JSONValue(reading: answer.body)["components"]?[0]?["status"]?.string
    }

    private func rules(_ shop: WatchedShop) throws -> [String: JSONValue] {
        let outcome = try shop.run(["rules", "list", "--json"])
        #expect(outcome.status == 0, "\(outcome)")
        let rows = try JSONValue(reading: outcome.output)["rules"]?.array ?? []
        return Dictionary(rows.map { ($0["rule"]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whoever is on duty is woken once for one outage, with the likeliest cause; all else they hear belongs to that.
    ///
    /// Killed between a call and its note of it, the program makes the same call again after its next start, at most once for each.
    private func calledOnce(_ shop: WatchedShop, kills: Int = 0) throws {
        try shop.wait("the call") { !shop.calls.isEmpty }
        let calls = shop.calls
        let woken = calls.filter { $0["type"]?.string?.hasSuffix(".opened") == true }
        #expect(woken.first?["type"]?.string == "case.opened" && woken.count <= 1 + kills, "\(calls)")
        #expect(woken.allSatisfy { $0 == woken.first }, "\(calls)")
        #expect(Set(calls.map { $0["thread"]?.string }).count == 1, "\(calls)")
        #expect(woken.first?["data"]?["causes"]?[0]?["parts"] == ["gateway"])
        #expect(try shop.announcement()["calls"]?.array?.count == 1)
    }
}
