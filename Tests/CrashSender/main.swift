// CrashSender: sends what waits in the outbox of a journal, until nothing does or until it is killed.
//
//     CrashSender FILE URL
//
// All goes to one channel `hook`, a signed webhook at URL. See Tests/AlertingTests/OutboxCrashTests.swift.

internal import Alerting
internal import Glibc
internal import HTTP
internal import HTTPClient
internal import Incidents
internal import Journal
internal import Machine
internal import Settings
internal import StoreSQLite
internal import Vocabulary

struct NoMail: MailSending {
    func send(_ mail: OutgoingMail, through server: MailServer) async throws(MailError) {
        throw MailError("this program sends no mail", isLasting: true)
    }
}

func fail(_ sentence: String) -> Never {
    let bytes = Array("CrashSender: \(sentence)\n".utf8)
    _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    exit(3)
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { fail("usage: CrashSender FILE URL") }
do {
    let store = try await SQLiteStore.open(
        path: arguments[1], projections: [IncidentProjection(), OutboxProjection()])
    let loop = try EventLoop(name: "sender")
    let now: @Sendable () -> Instant = { Instant(microseconds: SystemClock.wallMicroseconds()) }
    let zones = ZoneCatalogue { _ in nil }
    let service = DeliveryService(
        store: store,
        sender: AlertSender(http: try HTTPClient(loop: loop), mail: NoMail(), addresses: .any, now: now),
        channels: [
            AlertChannel(
                id: AlertChannelID(checked: "hook"),
                target: .webhook(
                    url: Secret(arguments[2]), signingKey: Secret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")),
                rate: MessageRate(perMinute: 6_000_000, burst: 1_000))
        ],
        renderer: AlertRenderer(store: store, zones: zones, origin: nil),
        surroundings: DeliveryService.Surroundings(
            now: now, sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) },
            chance: { Double(Entropy.number() >> 11) / Double(1 << 53) }, zones: zones))
    let sending = Task { await service.run() }
    while true {
        let waits = try await store.read { documents throws(JournalError) in
            try OutboxReading(documents).pending(limit: 1).isEmpty == false
        }
        if !waits { break }
        try await Task.sleep(for: .milliseconds(20))
    }
    service.stop()
    await sending.value
    await store.close()
} catch {
    fail("\(error)")
}
