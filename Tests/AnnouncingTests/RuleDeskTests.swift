import Announcing
import Desk
import Journal
import Testing
import Vocabulary

/// Fewer calls need two persons.
@Suite struct RuleDeskTests {
    @Test(arguments: StoreKind.allCases)
    func demotingNeedsASecondPerson(_ kind: StoreKind) async throws {
        let room = try await AnnouncingRoom(kind)
        let rules = RuleDesk(store: try room.store, now: { Samples.start })
        let (ada, bob) = (AnnouncingRoom.caller("ada"), AnnouncingRoom.caller("bob"))
        _ = try await rules.perform(.propose(reason: "it cries wolf"), on: .gap, by: ada)
        let own = await #expect(throws: DeskRefusal.self) { try await rules.perform(.agree, on: .gap, by: ada) }
        #expect(own?.reason == .samePerson)
        let standing = try await rules.perform(.agree, on: .gap, by: bob)
        #expect(standing.isDemoted)
        #expect(standing.demotion?.by == "ada" && standing.second == "bob")
        let again = await #expect(throws: DeskRefusal.self) {
            try await rules.perform(.propose(reason: "again"), on: .gap, by: ada)
        }
        #expect(again?.reason == .conflict)
        #expect(try await rules.perform(.restore, on: .gap, by: ada).isDemoted == false, "more calls need one person")
        let nothing = await #expect(throws: DeskRefusal.self) { try await rules.perform(.agree, on: .loss, by: bob) }
        #expect(nothing?.reason == .conflict)
        let empty = await #expect(throws: DeskRefusal.self) {
            try await rules.perform(.propose(reason: "  "), on: .loss, by: bob)
        }
        #expect(empty?.reason == .refused)
    }

    @Test func namelessAndLonelyPersonsAreAsAtTheDesk() async throws {
        let room = try await AnnouncingRoom()
        let rules = RuleDesk(store: try room.store, now: { Samples.start })
        let machine = DeskCaller(actor: "token:access", person: "token:access")
        _ = try await rules.perform(.propose(reason: "noise"), on: .burn, by: machine)
        let named = await #expect(throws: DeskRefusal.self) {
            try await rules.perform(.agree, on: .burn, by: AnnouncingRoom.caller("ada"))
        }
        #expect(named?.reason == .samePerson, "who has no name is neither of the two")
        // Where people work, whoever has no name is not the second one either: it may be the first.
        _ = try await rules.perform(.propose(reason: "noise"), on: .gap, by: AnnouncingRoom.caller("ada"))
        var nameless = DeskCaller(actor: "person:this-machine", person: "person:this-machine")
        nameless.isNameless = true
        let second = await #expect(throws: DeskRefusal.self) {
            try await rules.perform(.agree, on: .gap, by: nameless)
        }
        #expect(second?.reason == .samePerson)
        var alone = AnnouncingRoom.caller("ada")
        alone.isAlone = true
        _ = try await rules.perform(.propose(reason: "noise"), on: .slow, by: alone)
        #expect(try await rules.perform(.agree, on: .slow, by: alone).isDemoted, "nobody else works here")
    }
}
