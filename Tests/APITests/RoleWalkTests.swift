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
import Machine
import Moving
import Settings
import StoreSQLite
import Subscribing
import Testing
import Vantages
import Vocabulary

/// Every address that writes, and every one that is not for everybody, asked by everybody. Who may is written out here by
/// hand: a new route fails until somebody said whom it is for.
@Suite struct RoleWalkTests {
    /// Who asks, beside nobody and a token without any scope, who may never.
    enum Asking: String, CaseIterable { case viewer, responder, communicator, approver, admin, configured }

    private static let everybody = Set(Asking.allCases)
    private static let sources: Set<Asking> = [.responder, .communicator, .admin, .configured]
    private static let subscribers: Set<Asking> = [.communicator, .admin, .configured]
    private static let admins: Set<Asking> = [.admin, .configured]

    private static let expected: [APIOperation: Set<Asking>] = [
        .followPage: sources, .unfollowPage: sources, .decideEvent: sources,
        .listRoutes: sources, .changeRoute: admins, .removeRoute: admins, .explainAlerts: sources, .readOutbox: sources,
        .resendMessage: admins, .testChannel: admins,
        .readOrganisation: everybody, .listDeskIncidents: everybody, .readDeskIncident: everybody,
        .readOwnProvider: everybody, .readOwnBrand: everybody, .readOwnComponent: everybody, .readSentence: everybody,
        .readSeries: everybody,
        .declareIncident: [.responder, .communicator, .admin, .configured],
        // The example says a sentence, which who approves may too.
        .orderIncident: [.responder, .communicator, .approver, .admin, .configured],
        .describeProvider: admins, .describeBrand: admins, .describeComponent: admins, .describeSentence: admins,
        .describeSeries: admins, .decideSentence: [.approver, .admin, .configured],
        .agreeSeries: [.approver, .admin, .configured], .retireBrand: admins, .retireComponent: admins,
        .retireSentence: admins, .retireSeries: admins, .putLogo: admins, .removeLogo: admins,
        .listSubscribers: subscribers, .findSubscribers: subscribers, .addSubscriber: subscribers,
        .askSubscriber: subscribers, .importSubscribers: subscribers, .removeSubscriber: subscribers,
        .readTellings: subscribers, .readDeliveries: subscribers, .resendTelling: subscribers,
        .readMoving: admins, .startMoving: admins,
        .listAnnouncements: everybody, .readEvidence: everybody, .listRules: everybody,
        .stopAnnouncement: [.responder, .communicator, .admin, .configured],
        .labelCase: [.responder, .communicator, .admin, .configured],
        .takeOverEnd: [.responder, .communicator, .admin, .configured], .orderRule: admins,
        .listAgents: admins, .inviteAgent: admins, .revokeAgent: admins,
        .listUsers: [.admin], .readUser: [.admin], .inviteUser: [.admin], .changeRoles: [.admin],
        .disableUser: [.admin], .enableUser: [.admin], .resetUser: [.admin], .removeSecondFactor: [.admin],
        .endSessions: [.admin], .endSession: [.admin], .listTokens: [.admin], .revokeToken: [.admin],
        .readAudit: [.approver, .admin, .configured],
        .tellCounts: sources, .tellMetrics: sources, .tellAlerts: sources, .tellChange: sources,
        .addressHeartbeat: sources, .listCounts: everybody, .listChanges: everybody, .listHeartbeats: everybody,
    ]

    private static var routes: [APIRoute] { RouteTable.routes.filter(\.operation.isOfAPI) }

    @Test func `of every address that writes it is said whom it is for, and of no other that is not there`() {
        let known = Set(Self.routes.map(\.operation))
        #expect(Set(Self.expected.keys).isSubset(of: known))
        for route in Self.routes where route.method != .get {
            #expect(Self.expected[route.operation] != nil, "\(route.method) \(route.pattern): whom is it for?")
            #expect(
                route.answers.contains { $0.status == .unauthorized }
                    && route.answers.contains { $0.status == .forbidden }, "\(route.pattern)")
        }
    }

    @Test func `each address answers those it is for, and refuses everybody else`() async throws {
        let room = try await Walk()
        var asked = 0
        for route in Self.routes {
            guard let allowed = Self.expected[route.operation] else {
                // What is for everybody.
                #expect(route.method == .get, "\(route.pattern)")
                if route.operation == .followEvents { continue }
                let answer = await room.ask(route, as: nil)
                #expect(![401, 403].contains(answer.status), "\(route.pattern): nobody got \(answer.status)")
                continue
            }
            let nobody = await room.ask(route, as: nil)
            #expect(nobody.status == 401, "\(route.method) \(route.pattern): nobody got \(nobody.status)")
            let bare = await room.ask(route, as: room.bareToken)
            #expect(bare.status == 403, "\(route.method) \(route.pattern): a token got \(bare.status)")
            for asking in Asking.allCases {
                let answer = await room.ask(route, as: room.identity(asking))
                let place = "\(route.method) \(route.pattern), \(asking): \(answer.status) \(answer.text)"
                if allowed.contains(asking) {
                    // It may still be that there is nothing of the example's name.
                    #expect(![400, 401, 403, 405, 413, 415].contains(answer.status) && answer.status < 500, "\(place)")
                } else {
                    #expect(answer.status == 403, "\(place)")
                }
                asked += 1
            }
        }
        #expect(asked > 200)
    }
}

/// Everything that the API can write to, empty but for an organisation.
private final class Walk: Sendable {
    private let folder: String
    private let store: SQLiteStore
    private let desk: Desk
    private let access: AccessService
    private let subscribers: SubscriberOrders
    private let moving: MovingDesk
    private let agents: AgentDesk
    private let session = SessionID(checked: "s")

    init() async throws {
        let now = Instant(seconds: 1_764_846_480)
        folder = FileManager.default.temporaryDirectory.path + "/vigie-walk-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite",
            projections: [
                IncidentProjection(), DeskProjection(), AccessProjection(), SubscriptionProjection(), AgentProjection(),
            ])
        desk = Desk(store: store, zones: SampleAPI.zones, now: { now }, random: { 1 })
        var rules = AccessRules()
        rules.cost = Argon2id.Cost(memory: 64, passes: 1)
        access = AccessService(
            store: store, key: try #require(SealingKey([UInt8](0..<32))), rules: rules,
            surroundings: AccessService.Surroundings(
                now: { now }, random: Entropy.bytes, passwords: { $0.run() }))
        subscribers = SubscriberOrders(
            store: store, keys: try #require(SubscriberKeys(Secret("0123456789abcdef0123456789abcdef"))),
            rule: TargetRule(kinds: [.mail]), now: { now })
        moving = MovingDesk(store: store, canExport: false, now: { now }) { _, _, _ throws(MovingRefusal) in
            throw MovingRefusal(.unreadable)
        }
        agents = AgentDesk(
            store: store, keeping: ReceiptKeeping(store: try await SQLiteSeries.open(path: folder + "/series.sqlite")),
            now: { now }, random: Entropy.bytes)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func user(_ role: Role) -> User {
        guard let email = EmailAddress("\(role.rawValue)@acme.example") else {
            preconditionFailure("\(role.rawValue) makes no address")
        }
        return User(
            id: UserID(checked: role.rawValue), name: role.rawValue, email: email, roles: [role], language: .english,
            state: .active)
    }

    func identity(_ asking: RoleWalkTests.Asking) -> Identity {
        guard let role = Role(rawValue: asking.rawValue) else { return .accessToken(besideUsers: false) }
        return .person(user(role), session)
    }

    /// Of an admin, who gave it nothing.
    var bareToken: Identity {
        let admin = user(.admin)
        let token = APIToken(
            id: APITokenID(checked: "t"), name: "t", owner: admin.id, digest: SHA256Digest(of: [1]), scopes: [],
            issued: Instant(seconds: 0), until: Instant(seconds: 4_000_000_000))
        return .token(token, owner: admin)
    }

    /// The route's own example, by somebody or nobody.
    func ask(_ route: APIRoute, as identity: Identity?) async -> Answer {
        let api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: SampleSite.site.incidents.map(\.id)),
                alerting: SampleAlerts(zones: SampleAPI.zones), desk: desk, subscribers: subscribers, moving: moving,
                agents: agents, access: access, journal: store,
                identify: { request in
                    identity.map { .known($0) }
                        ?? .refused(
                            HTTPFailure(status: .unauthorized, detail: "Say who you are.", requestID: request.id))
                }))
        var path = route.path
        for parameter in route.parameters where parameter.place == .path {
            path = path.replacing("{\(parameter.name)}", with: parameter.example?.string ?? "none")
        }
        let body = route.body.map { String(decoding: JSONWriter.compact($0.example), as: UTF8.self) } ?? ""
        return await api.ask(route.method, path, headers: ["Content-Type": "application/json"], body: body)
    }
}
