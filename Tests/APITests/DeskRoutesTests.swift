import API
import APISamples
import Access
import Bytes
import Desk
import Foundation
import HTTP
import Incidents
import JSON
import Journal
import StoreSQLite
import Synchronization
import Telling
import Testing
import Vocabulary

/// The desk through the API, on a real store: what a script of an organisation does.
@Suite struct DeskRoutesTests {
    @Test
    func
        `the supplier's outage replayed by a script is 5 and 19 minutes, opened again, with the earlier word annotated`()
        async throws
    {
        let room = try await Room()
        let declared = try await room.send(
            .post, "/api/desk/incidents",
            #"""
            {"provider": "acme", "severity": "major", "components": ["shop"], "reference": "TSR-2641",
             "title": {"en": "Payments declined", "fr": "Paiements refusés", "it": "Pagamenti rifiutati"},
             "start": "2025-12-04T12:08:00+01:00", "category": "external-provider", "responsibility": "external"}
            """#, expecting: 201)
        #expect(declared.headers["Location"] == "/api/desk/incidents/tsr-2641")
        let orders = "/api/desk/incidents/tsr-2641/orders"
        for order in [
            #"{"order": "say", "sentence": "supplier", "at": "2025-12-04T12:34:00+01:00"}"#,
            #"{"order": "resolve", "end": "2025-12-04T12:13:00+01:00", "say": {"sentence": "resolved", "at": "2025-12-04T16:08:00+01:00"}}"#,
            #"{"order": "reopen", "start": "2025-12-04T16:39:00+01:00", "say": {"sentence": "recurred", "at": "2025-12-04T16:41:00+01:00"}}"#,
            #"{"order": "resolve", "end": "2025-12-04T16:58:00+01:00", "say": {"sentence": "resolved", "at": "2025-12-04T17:20:00+01:00"}}"#,
        ] {
            let answer = try await room.send(.post, orders, order)
            #expect(SchemaCheck().faults(try answer.json, "DeskOutcome") == [])
        }
        let incident = try await room.incident("tsr-2641")
        let seen = try #require(incident.seen(by: .everyone(brand: BrandID(checked: "north"))))
        #expect(IncidentFigures(seen, now: room.now).impact.map(\.length) == [.minutes(5), .minutes(19)])
        let resolved = seen.updates.filter { $0.status == .resolved }
        #expect(resolved.map { seen.recurrence(after: $0)?.rfc3339 } == ["2025-12-04T15:39:00Z", nil])
        #expect(seen.updates.map(\.status) == [.identified, .resolved, .investigating, .resolved])
    }

    @Test func `a local time without its zone, a strange member and a bad word are refused with their place`()
        async throws
    {
        let room = try await Room()
        let base = #""provider": "acme", "severity": "major", "components": ["shop"], "title": {"en": "A", "fr": "B"}"#
        for (more, pointer) in [
            (#""start": "2025-12-04T12:08:00""#, "/start"), (#""sevirity": "major""#, "/sevirity"),
            (#""priority": "P9""#, "/priority"), (#""say": {"text": {"en": "x"}}"#, "/say/status"),
            (#""plan": {"start": "2025-12-04T12:08:00Z"}"#, "/plan/end"), (#""brands": ["North"]"#, "/brands/0"),
        ] {
            let answer = await room.ask(.post, "/api/desk/incidents", "{\(base), \(more)}")
            #expect(answer.status == 400, "\(more): \(answer.text)")
            #expect(answer.text.contains(##""pointer": "#\##(pointer)""##), "\(more): \(answer.text)")
        }
        #expect(await room.ask(.get, "/api/desk/incidents").text.contains("major") == false)
    }

    @Test func `a part of the organisation is retired and taken back, and what is refused says why`() async throws {
        let room = try await Room()
        for (place, id) in [("brands", "north"), ("components", "shop"), ("sentences", "supplier")] {
            let path = "/api/desk/\(place)/\(id)"
            for isRetired in [true, false] {
                _ = try await room.send(.put, path + "/retired", "{\"retired\": \(isRetired)}", expecting: 204)
                let described = await room.ask(.get, path)
                let word = place == "sentences" ? "isWithdrawn" : "retired"
                #expect((try described.json[word]?.bool ?? false) == isRetired, "\(described.text)")
            }
            #expect(await room.ask(.put, "/api/desk/\(place)/no-such/retired", #"{"retired": true}"#).status == 404)
        }
        #expect(await room.ask(.put, "/api/desk/components/shop/retired", #"{"retire": true}"#).status == 400)
        _ = try await room.send(
            .post, "/api/desk/incidents",
            #"""
            {"provider": "acme", "severity": "major", "components": ["shop"], "reference": "TSR-1",
             "title": {"en": "Down", "fr": "Panne", "it": "Guasto"}, "start": "2025-12-04T10:08:00Z", "origin": "measured"}
            """#, expecting: 201)
        #expect(try await room.incident("tsr-1").windows.map(\.origin) == [.measured])
        let refused = await room.ask(.put, "/api/desk/components/shop/retired", #"{"retired": true}"#)
        #expect(refused.status == 409 && refused.text.contains("tsr-1"))
    }

    @Test func `groups and both colours are described, and a colour that can't be read is refused`() async throws {
        let room = try await Room()
        _ = try await room.send(
            .put, "/api/desk/providers/acme",
            #"{"name": "Acme", "zone": "Europe/Paris", "groups": [{"title": {"en": "Shops"}, "components": ["shop"]}]}"#,
            expecting: 204)
        let provider = try await room.ask(.get, "/api/desk/providers/acme").json
        #expect(provider["groups"]?.array?.first?.object?["components"]?.array?.first?.string == "shop")
        func brand(_ colours: String) -> String {
            #"{"provider": "acme", "name": "North", "languages": ["fr", "en"], "# + colours + "}"
        }
        let refused = await room.ask(
            .put, "/api/desk/brands/north", brand(##""colour": "235a9c", "darkColour": "235a9c""##))
        #expect(refused.status == 422 && refused.text.contains("/darkColour"))
        _ = try await room.send(
            .put, "/api/desk/brands/north", brand(##""colour": "235a9c", "darkColour": "9dc1ff""##), expecting: 204)
        let face = try await room.ask(.get, "/api/desk/brands/north").json["face"]?.object
        #expect(face?["darkColour"]?.string == "9dc1ff")
    }

    @Test func `free text waits in the list until somebody else agrees, and its author may not`() async throws {
        let room = try await Room()
        _ = try await room.send(
            .post, "/api/desk/incidents",
            #"{"provider": "acme", "severity": "minor", "components": ["shop"], "title": {"en": "A", "fr": "B"}}"#,
            expecting: 201)
        let orders = "/api/desk/incidents/acme-1/orders"
        let said = try await room.send(
            .post, orders, #"{"order": "say", "text": {"en": "Words", "fr": "Mots"}, "status": "identified"}"#)
        #expect(try said.json.object?["waits"]?.bool == true)
        let list = await room.ask(.get, "/api/desk/incidents")
        #expect(SchemaCheck().faults(try list.json, "DeskIncidents") == [])
        #expect(list.text.contains(#""s1""#))
        let approve = #"{"order": "approve", "statement": "s1", "text": {"en": "Words", "fr": "Mots"}}"#
        #expect(await room.ask(.post, orders, approve).status == 403)
        #expect(await room.ask(.post, orders, approve, as: "bo").status == 200)
        let whole = await room.ask(.get, "/api/desk/incidents/acme-1")
        #expect(SchemaCheck().faults(try whole.json, "DeskIncident") == [])
        #expect(whole.text.contains(#""word": "approved""#))
    }

    @Test func `an incident without a title has an agreed one, and a title of one's own waits`() async throws {
        let room = try await Room()
        let base = #""provider": "acme", "severity": "minor", "components": ["shop"]"#
        let plain = try await room.send(.post, "/api/desk/incidents", "{\(base)}", expecting: 201).json
        #expect(SchemaCheck().faults(plain, "DeskOutcome") == [] && plain.object?["waits"]?.bool == false)
        let own = try await room.send(
            .post, "/api/desk/incidents", #"{\#(base), "title": {"en": "Cards fail", "fr": "Cartes en panne"}}"#,
            expecting: 201
        ).json
        #expect(SchemaCheck().faults(own, "DeskOutcome") == [])
        #expect(own.object?["waiting"]?.array?.compactMap(\.string) == ["t1"])
        let place = "/api/desk/incidents/\(own.object?["incident"]?.string ?? "")"
        #expect(await room.ask(.get, place).text.contains("Degraded service: Shop"))
        let approve = #"{"order": "approve", "statement": "t1", "text": {"en": "Cards fail", "fr": "Cartes en panne"}}"#
        #expect(await room.ask(.post, place + "/orders", approve).status == 403)
        #expect(await room.ask(.post, place + "/orders", approve, as: "bo").status == 200)
        let whole = try await room.ask(.get, place).json
        #expect(SchemaCheck().faults(whole, "DeskIncident") == [])
        #expect(whole.object?["incident"]?.object?["title"]?.object?["en"]?.string == "Cards fail")
        let both = #"{\#(base), "title": {"en": "A", "fr": "B"}, "titleSentence": "title-major"}"#
        #expect(await room.ask(.post, "/api/desk/incidents", both).status == 422)
    }

    @Test func `a sentence and a series are agreed to by a second person, exactly as they were read`() async throws {
        let room = try await Room()
        let words = #"{"en": "We keep watching.", "fr": "Nous surveillons."}"#
        let place = "/api/desk/sentences/we-watch"
        _ = try await room.send(
            .put, place, #"{"phase": "other", "status": "monitoring", "text": \#(words)}"#, expecting: 204)
        func listed(_ name: String) async throws -> [String] {
            let all = try await room.ask(.get, "/api/desk").json
            #expect(SchemaCheck().faults(all, "Organisation") == [])
            return all.object?[name]?.array?.compactMap { $0.object?["id"]?.string } ?? []
        }
        #expect(try await listed("waitingSentences") == ["we-watch"])
        #expect(try await !listed("sentences").contains("we-watch"))
        #expect(await room.ask(.get, place).text.contains("\"proposal\""))
        let yes = #"{"agree": true, "text": \#(words)}"#
        #expect(await room.ask(.post, place + "/decision", yes).status == 403)
        #expect(await room.ask(.post, place + "/decision", yes, as: "responder").status == 403)
        let other = await room.ask(.post, place + "/decision", #"{"agree": true, "text": {"en": "We"}}"#, as: "bo")
        #expect(other.status == 409)
        #expect(await room.ask(.post, place + "/decision", yes, as: "bo").status == 204)
        #expect(await room.ask(.post, place + "/decision", yes, as: "bo").status == 409)
        #expect(try await listed("sentences").contains("we-watch"))
        #expect(try await listed("waitingSentences") == [])
        let series = "/api/desk/series/patching"
        _ = try await room.send(
            .put, series,
            #"""
            {"provider": "acme", "title": {"en": "Patching", "fr": "Mises à jour"}, "components": ["shop"],
             "firstStart": "2026-03-24T03:00:00Z", "minutes": 60, "zone": "Europe/Paris", "rhythm": "weekly"}
            """#, expecting: 204)
        let title = #"{"title": {"en": "Patching", "fr": "Mises à jour"}}"#
        #expect(await room.ask(.post, series + "/decision", title).status == 403)
        #expect(await room.ask(.post, series + "/decision", title, as: "bo").status == 204)
        #expect(await room.ask(.get, series).text.contains("proposedBy") == false)
    }

    @Test func `words of one's own take the right to propose them`() async throws {
        let room = try await Room()
        _ = try await room.send(
            .post, "/api/desk/incidents", #"{"provider": "acme", "severity": "minor", "components": ["shop"]}"#,
            expecting: 201)
        let orders = "/api/desk/incidents/acme-1/orders"
        let scopes = "look declareAndUpdate publishSentence"
        for order in [
            #"{"order": "describe", "title": {"en": "A", "fr": "B"}}"#,
            #"{"order": "describe", "summary": {"en": "A", "fr": "B"}}"#,
            #"{"order": "window", "start": "2025-12-04T11:00:00Z", "evidence": {"en": "A"}}"#,
            #"{"order": "note", "at": "2025-12-04T11:00:00Z", "kind": "fix", "text": {"en": "A"}, "visibility": "public"}"#,
        ] {
            #expect(await room.ask(.post, orders, order, scopes: scopes).status == 403, "\(order)")
            #expect(await room.ask(.post, orders, order, scopes: scopes + " proposeText").status == 200, "\(order)")
        }
        #expect(
            await room.ask(.post, orders, #"{"order": "describe", "severity": "major"}"#, scopes: scopes).status == 200)
    }

    @Test func `a version that is not the present one is a conflict, and a key is done once`() async throws {
        let room = try await Room()
        let order =
            #"{"provider": "acme", "severity": "minor", "components": ["shop"], "title": {"en": "A", "fr": "B"}}"#
        let first = await room.ask(.post, "/api/desk/incidents", order, key: "k-1")
        let second = await room.ask(.post, "/api/desk/incidents", order, key: "k-1")
        #expect(first.status == 201 && second.status == 201)
        #expect(first.text == second.text)
        let orders = "/api/desk/incidents/acme-1/orders"
        #expect(
            await room.ask(.post, orders, #"{"order": "describe", "severity": "major", "version": 7}"#).status == 409)
        #expect(
            await room.ask(.post, orders, #"{"order": "describe", "severity": "major", "version": 2}"#).status != 409)
        #expect(
            await room.ask(.post, "/api/desk/incidents", order.replacing("minor", with: "major"), key: "k-1").status
                == 422)
    }

    @Test func `nobody takes a key of the desk's clock, or of somebody else`() async throws {
        let room = try await Room()
        let declare =
            #"{"provider": "acme", "severity": "minor", "components": ["shop"], "title": {"en": "A", "fr": "B"}, "embargoUntil": "2025-12-05T10:00:00Z"}"#
        _ = try await room.send(.post, "/api/desk/incidents", declare, expecting: 201)
        let until = try Instant(rfc3339: "2025-12-05T10:00:00Z").microseconds
        #expect(try await room.incident("acme-1").own?.embargoUntil?.microseconds == until)
        let note = #"{"order": "note", "at": "2025-12-05T08:00:00Z", "kind": "other", "text": {"en": "A"}}"#
        let orders = "/api/desk/incidents/acme-1/orders"
        let taken = await room.ask(.post, orders, note, key: "desk:acme-1:publish:\(until)")
        #expect(taken.status == 200, "\(taken.text)")
        try await room.turnClock()
        #expect(try await room.incident("acme-1").own?.embargoUntil == nil)
        // Two people who chose the same key each do their own order.
        let first = await room.ask(.post, orders, note, key: "k-9")
        let again = await room.ask(.post, orders, note, key: "k-9")
        #expect(first.status == 200 && again.text == first.text)
        let (other, third) = (note.replacing("\"A\"", with: "\"B\""), note.replacing("\"A\"", with: "\"C\""))
        #expect(await room.ask(.post, orders, other, as: "bo", key: "k-9").status == 200)
        #expect(await room.ask(.post, orders, third, as: "bo", key: "k-9").status == 422)
    }

    @Test func `the organisation is described by its parts, and what does not fit is refused`() async throws {
        let room = try await Room()
        _ = try await room.send(
            .put, "/api/desk/brands/south",
            #"{"provider": "acme", "name": "South", "languages": ["it"], "hosts": ["status.south.example"]}"#,
            expecting: 204)
        let taken = await room.ask(
            .put, "/api/desk/brands/west",
            #"{"provider": "acme", "name": "West", "languages": ["it"], "hosts": ["status.south.example"]}"#)
        #expect(taken.status == 409)
        let strange = await room.ask(
            .put, "/api/desk/sentences/mine",
            #"{"phase": "other", "status": "monitoring", "text": {"en": "Since {noon}"}}"#)
        #expect(strange.status == 422)
        #expect(strange.text.contains("{start}"))
        let all = await room.ask(.get, "/api/desk")
        #expect(SchemaCheck().faults(try all.json, "Organisation") == [])
        #expect(all.text.contains("status.south.example"))
    }

    @Test func `since when a provider is watched stays unless somebody says it, and a new one is watched from now on`()
        async throws
    {
        let room = try await Room()
        func since(_ provider: String) async throws -> String? {
            let all = try await room.ask(.get, "/api/desk").json["providers"]?.array ?? []
            return all.first { $0["id"]?.string == provider }?["followedSince"]?.string
        }
        let place = "/api/desk/providers/bolt"
        let plain = #"{"name": "Bolt", "zone": "Europe/Paris"}"#
        #expect(await room.ask(.put, place, plain, key: "one").status == 204)
        #expect(try await since("bolt") == "2025-12-05T09:00:00Z")
        let said = #"{"name": "Bolt", "zone": "Europe/Paris", "followedSince": "2024-02-03T05:05:06+01:00"}"#
        _ = try await room.send(.put, place, said, expecting: 204)
        #expect(try await since("bolt") == "2024-02-03T04:05:06Z")
        _ = try await room.send(.put, place, plain.replacing("Bolt", with: "Bolt & Co"), expecting: 204)
        #expect(try await since("bolt") == "2024-02-03T04:05:06Z")
        let local = await room.ask(.put, place, said.replacing("+01:00", with: ""))
        #expect(local.status == 400)
        #expect(try local.json["errors"]?[0]?["pointer"]?.string == "#/followedSince")
    }

    @Test(arguments: [
        (
            "providers/acme", #"{"name": "Acme", "zone": "Europe/Paris", "numbering": "ACME-{n}"}"#,
            #"{"name": "Other", "zone": "Europe/Paris", "numbering": "ACME-{n}"}"#
        ),
        (
            "brands/north", #"{"provider": "acme", "name": "N", "languages": ["en"]}"#,
            #"{"provider": "acme", "name": "M", "languages": ["en"]}"#
        ),
        (
            "components/shop", #"{"provider": "acme", "channel": "ecommerce", "name": {"en": "A"}}"#,
            #"{"provider": "acme", "channel": "ecommerce", "name": {"en": "B"}}"#
        ),
        (
            "sentences/supplier", #"{"phase": "other", "status": "monitoring", "text": {"en": "A"}}"#,
            #"{"phase": "other", "status": "monitoring", "text": {"en": "B"}}"#
        ),
        (
            "series/patching",
            #"{"provider": "acme", "title": {"en": "A", "fr": "A"}, "components": ["shop"], "firstStart": "2026-03-24T03:00:00Z", "minutes": 60, "zone": "Europe/Paris", "rhythm": "weekly"}"#,
            #"{"provider": "acme", "title": {"en": "B", "fr": "B"}, "components": ["shop"], "firstStart": "2026-03-24T03:00:00Z", "minutes": 60, "zone": "Europe/Paris", "rhythm": "weekly"}"#
        ),
    ])
    func `what somebody described meanwhile is not overwritten by who names the version they saw`(
        _ part: String, _ mine: String, _ theirs: String
    ) async throws {
        let room = try await Room()
        let place = "/api/desk/\(part)"
        if part.hasPrefix("series") {
            #expect(await room.ask(.get, place).status == 404)
            #expect(await room.ask(.put, place, mine, seen: "\"1\"").status == 412)
            #expect(await room.ask(.put, place, mine, seen: "\"0\"").status == 204)
        }
        let seen = try #require(await room.ask(.get, place).headers["ETag"])
        let first = await room.ask(.put, place, mine, key: "mine", seen: seen)
        #expect(first.status == 204, "\(first.text)")
        let late = await room.ask(.put, place, theirs, as: "bo", seen: seen)
        #expect(late.status == 412)
        #expect(SchemaCheck().faults(try late.json, "Problem") == [])
        // The order that was done is answered as it was when it is sent again.
        #expect(await room.ask(.put, place, mine, key: "mine", seen: seen).status == 204)
        let now = try #require(await room.ask(.get, place).headers["ETag"])
        #expect(now != seen)
        #expect(await room.ask(.put, place, theirs, as: "bo", seen: now).status == 204)
        #expect(await room.ask(.put, place, mine).status == 204)
        for wrong in ["7", "W/\"7\"", "\"\"", "*", "\"-1\"", "\"7\", \"8\""] {
            let answer = await room.ask(.put, place, mine, seen: wrong)
            #expect(answer.status == 400, "\(wrong)")
            #expect(try answer.json["errors"]?[0]?["parameter"]?.string == "If-Match")
        }
    }

    @Test func `a logo is a picture in Base64, and one that does something is refused with its place`() async throws {
        let room = try await Room()
        let place = "/api/desk/brands/north/logo"
        func body(_ text: String) -> String { #"{"picture": "\#(Base64.encode(Array(text.utf8)))"}"# }
        let drawing = #"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>"#
        for wrong in [
            body(drawing.replacing("<path", with: "<script>alert(1)</script><path")), body("no picture"),
            #"{"picture": "not base64"}"#, #"{"picture": ""}"#, #"{"picture": 1}"#,
        ] {
            let answer = await room.ask(.put, place, wrong)
            #expect(answer.status == 400, "\(wrong)")
            #expect(try answer.json["errors"]?[0]?["pointer"]?.string == "#/picture", "\(wrong)")
        }
        let taken = try await room.send(.put, place, body(drawing), expecting: 200)
        #expect(try taken.json["logo"]?.string?.hasSuffix(".svg") == true)
        #expect(await room.ask(.put, "/api/desk/brands/nobody/logo", body(drawing)).status == 404)
        #expect(await room.ask(.put, place, body(drawing), as: "communicator").status == 403)
        #expect(await room.ask(.delete, place, as: "communicator").status == 403)
        #expect(await room.ask(.delete, place).status == 204)
    }

    @Test func `each order takes its right, whatever else somebody may`() async throws {
        let room = try await Room()
        let declare =
            #"{"provider": "acme", "severity": "minor", "components": ["shop"], "title": {"en": "A", "fr": "B"}}"#
        let orders = "/api/desk/incidents/acme-1/orders"
        let text = #"{"order": "say", "text": {"en": "W", "fr": "M"}, "status": "identified"}"#
        let approve = #"{"order": "approve", "statement": "s1", "text": {"en": "W", "fr": "M"}}"#
        #expect(await room.ask(.post, "/api/desk/incidents", declare, as: "viewer").status == 403)
        #expect(await room.ask(.post, "/api/desk/incidents", declare, as: "approver").status == 403)
        #expect(await room.ask(.post, "/api/desk/incidents", declare, as: "responder").status == 201)
        #expect(await room.ask(.post, orders, text, as: "viewer").status == 403)
        #expect(await room.ask(.post, orders, text, as: "responder").status == 200)
        #expect(await room.ask(.post, orders, approve, as: "communicator").status == 403)
        #expect(await room.ask(.post, orders, approve, as: "approver").status == 200)
        #expect(
            await room.ask(.put, "/api/desk/sentences/x", #"{"phase": "other"}"#, as: "communicator").status == 403)
        #expect(await room.ask(.get, "/api/desk/incidents/acme-1", as: "viewer").status == 200)
    }

    @Test func `declaring in public and planning take the right to publish a sentence`() async throws {
        let room = try await Room()
        let base =
            #""provider": "acme", "severity": "minor", "components": ["shop"], "title": {"en": "A", "fr": "B"}"#
        let plan = #""plan": {"start": "2025-12-06T01:00:00Z", "end": "2025-12-06T02:00:00Z"}"#
        let embargo = #""embargoUntil": "2025-12-06T01:00:00Z""#
        let inside = #""visibility": "internal""#
        for more in ["", ", " + plan, ", \(plan), \(inside)", ", " + embargo, ", \(embargo), \(inside)"] {
            let body = "{\(base)\(more)}"
            let without = await room.ask(.post, "/api/desk/incidents", body, scopes: "look declareAndUpdate")
            #expect(without.status == 403, "\(more)")
            #expect(without.text.contains("publishSentence"), "\(without.text)")
            let with = await room.ask(
                .post, "/api/desk/incidents", body, scopes: "look declareAndUpdate publishSentence")
            #expect(with.status == 201, "\(more): \(with.text)")
        }
        let quiet = await room.ask(
            .post, "/api/desk/incidents", "{\(base), \(inside)}", scopes: "look declareAndUpdate")
        #expect(quiet.status == 201, "\(quiet.text)")
    }

    @Test func `a priority is taken back by its word`() async throws {
        let room = try await Room()
        _ = try await room.send(
            .post, "/api/desk/incidents",
            #"{"provider": "acme", "severity": "minor", "priority": "P1", "title": {"en": "A", "fr": "B"}, "components": ["shop"]}"#,
            expecting: 201)
        let orders = "/api/desk/incidents/acme-1/orders"
        _ = try await room.send(.post, orders, #"{"order": "describe", "severity": "major"}"#)
        #expect(try await room.incident("acme-1").priority == .p1)
        _ = try await room.send(.post, orders, #"{"order": "describe", "priority": "none"}"#)
        #expect(try await room.incident("acme-1").priority == nil)
    }

    @Test func `who may not order learns nothing`() async throws {
        let room = try await Room(refusing: .unauthorized)
        for path in ["/api/desk", "/api/desk/incidents", "/api/desk/incidents/acme-1"] {
            #expect(await room.ask(.get, path).status == 401)
        }
        #expect(await room.ask(.post, "/api/desk/incidents", "{").status == 401)
        #expect(await room.ask(.put, "/api/desk/brands/x", "{").status == 401)
    }
}

/// An organisation on a store of its own.
private final class Room: Sendable {
    let now: Instant
    private let folder: String
    private let store: SQLiteStore
    private let desk: Desk
    private let api: SampleAPI

    init(refusing: HTTPStatus? = nil) async throws {
        let now = try Instant(rfc3339: "2025-12-05T09:00:00Z")
        self.now = now
        folder = FileManager.default.temporaryDirectory.path + "/vigie-desk-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite", projections: [IncidentProjection(), DeskProjection()])
        let desk = Desk(store: store, zones: SampleAPI.zones, now: { now }, random: { 1 })
        self.desk = desk
        let admin = DeskCaller(actor: "user:admin", person: "admin")
        let acme = ProviderID(checked: "acme")
        try await desk.describe(
            .provider(Provider(id: acme, name: "Acme", zone: "Europe/Paris", isOurs: true, numbering: "ACME-{n}")),
            by: admin)
        try await desk.describe(
            .brand(
                Brand(id: BrandID(checked: "north"), provider: acme, name: "North", languages: [.english, .french])),
            by: admin)
        try await desk.describe(
            .component(
                Component(
                    id: ComponentID(checked: "shop"), provider: acme, channel: .ecommerce,
                    name: LocalizedText([.english: "Shop", .french: "Boutique"]), brands: [BrandID(checked: "north")],
                    order: 1)), by: admin)
        api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), desk: desk,
                identify: { request in
                    if let refusing {
                        return .refused(
                            HTTPFailure(status: refusing, detail: "Say who you are.", requestID: request.id))
                    }
                    if let scopes = request.headers["X-Scopes"] { return .known(Self.token(scopes)) }
                    return .known(.person(Self.user(request.headers["X-Person"] ?? "ana"), SessionID(checked: "s")))
                }))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Somebody by name; who has a role's name has that role alone.
    private static func user(_ name: String) -> User {
        guard let email = EmailAddress("\(name)@acme.example") else { preconditionFailure("\(name) makes no address") }
        return User(
            id: UserID(checked: name), name: name, email: email, roles: [Role(rawValue: name) ?? .admin],
            language: .english, state: .active)
    }

    /// A token of an admin with these scopes alone.
    private static func token(_ scopes: String) -> Identity {
        let owner = user("ana")
        let scopes = Set(scopes.split(separator: " ").compactMap { Right(rawValue: String($0)) })
        let token = APIToken(
            id: APITokenID(checked: "t"), name: "t", owner: owner.id, digest: SHA256Digest(of: [1]), scopes: scopes,
            issued: Instant(seconds: 0), until: Instant(seconds: 1))
        return .token(token, owner: owner)
    }

    func ask(
        _ method: HTTPMethod, _ path: String, _ body: String = "", as person: String = "ana", key: String? = nil,
        seen: String? = nil, scopes: String? = nil
    ) async -> Answer {
        var headers: HTTPHeaders = ["Content-Type": "application/json", "X-Person": person]
        if let seen { headers.set("If-Match", seen) }
        if let key { headers.set("Idempotency-Key", key) }
        if let scopes { headers.set("X-Scopes", scopes) }
        return await api.ask(method, path, headers: headers, body: body)
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ body: String, expecting status: Int = 200
    ) async throws -> Answer {
        let answer = await ask(method, path, body)
        try #require(answer.status == status, "\(answer.text)")
        return answer
    }

    /// Has the desk do what is due.
    func turnClock() async throws {
        let turned = try await DeskClock(desk: desk, zones: SampleAPI.zones).turn(now: now + .hours(2))
        #expect(turned.problems == [])
    }

    func incident(_ id: String) async throws -> Incident {
        try #require(try await desk.incident(IncidentID(checked: id))).incident
    }
}
