internal import API
internal import Access
internal import Announcing
internal import Bytes
internal import CLI
internal import Console
internal import Desk
internal import HTTP
internal import Journal
internal import Machine
internal import Moving
internal import Settings
internal import Subscribing
internal import Telemetry
internal import Vocabulary

/// The console in service: who somebody is, over the journal, with threads of its own for passwords.
final class ConsoleService: Sendable {
    let access: AccessService
    private let openID: OpenIDService?
    private let mail: PeopleMail?
    private let desk: Desk
    private let store: any JournalStore & Archive
    private let origins: [String]
    private let now: @Sendable () -> Instant
    private let threads: BlockingThread<BlockingWork<Void>>

    init(
        settings: Settings, store: any JournalStore & Archive, desk: Desk, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) throws(ProgramFailure) {
        self.store = store
        self.desk = desk
        self.now = now
        origins = settings.publicURLs
        // A password takes tens of milliseconds and 19 MiB; what does not fit in the queue is asked to come again.
        let threads = BlockingThread<BlockingWork<Void>>(name: "passwords", count: 2, capacity: 16) { _, batch in
            for work in batch { work(()) }
        }
        self.threads = threads
        let passwords: PasswordWorker = { work in
            try? await threads.run(orElse: { _ in JournalError(.unavailable, "too many passwords at once") }) {
                (_: Void) throws(JournalError) in work.run()
            }
        }
        var rules = AccessRules()
        rules.allowsPasswords = settings.accessPasswords
        let access = AccessService(
            store: store, key: try ConsoleKey.load(settings), rules: rules,
            surroundings: AccessService.Surroundings(now: now, random: Entropy.bytes, passwords: passwords))
        self.access = access
        openID = try OpenIDService.make(settings: settings, access: access, logger: logger)
        mail = try PeopleMail.make(settings, logger: logger, now: now)
    }

    func close() async {
        await openID?.close()
        await mail?.close()
    }

    func surface(
        subscribing: SubscriberOrders?, moving: MovingDesk?, announcing: AnnouncingDesk?,
        watched: (any WatchSource)?,
        settled: @escaping @Sendable () async -> Void
    ) -> ConsoleSurface {
        ConsoleSurface(
            access: access, openID: openID?.entrance, desk: desk, store: store, subscribing: subscribing,
            moving: moving, announcing: announcing, mail: mail?.letters, watched: watched, zones: ZoneFiles.catalogue,
            origins: origins, now: now, random: Entropy.bytes, settled: settled)
    }

    /// Who sends a request with an API token; nil for what is none of ours to judge.
    func asker(_ request: HTTPRequest) async -> Asker? {
        guard let field = request.headers["Authorization"], field.hasPrefix("Bearer " + APITokenSecret.prefix) else {
            return nil
        }
        func refused(_ status: HTTPStatus, _ detail: String) -> Asker {
            .refused(
                HTTPFailure(
                    status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
                    path: request.path))
        }
        do throws(AccessRefusal) {
            guard let secret = APITokenSecret(field.dropFirst(7)), let identity = try await access.identify(secret)
            else { return refused(.unauthorized, "This token was revoked, is too old, or never was one.") }
            return .known(identity)
        } catch {
            return refused(.serviceUnavailable, error.message)
        }
    }

    /// Whether somebody works in the console. Where that can't be read, they do: a second person is not done without by accident.
    func hasUsers() async -> Bool {
        do throws(AccessRefusal) {
            return try await access.isSetUp()
        } catch {
            return true
        }
    }

    /// While nobody works here, says how the first admin is made.
    func announce(_ logger: Logger, _ terminal: Console) async {
        do throws(AccessRefusal) {
            guard let code = try await access.setupCode() else { return }
            logger.notice(
                "nobody works here yet: open /en/console/first-run and give this code, which is good once",
                [.code: LogValue(code.text)])
            terminal.line("  Console  /en/console/first-run, with the code \(code.text)")
        } catch {
            logger.warning("the console can't say whether it is set up", [.error: LogValue(error.message)])
        }
    }
}

/// The key that seals second factors: configured, or made once beside the data.
enum ConsoleKey {
    private static let digitsCount = SealingKey.count * 2

    static func load(_ settings: Settings) throws(ProgramFailure) -> SealingKey {
        if let configured = settings.accessSealingKey {
            guard let key = key(Array(configured.reveal().utf8)) else {
                throw .other(
                    message: "access.sealing_key is not \(digitsCount) hexadecimal digits",
                    hint: "make it with: openssl rand -hex \(SealingKey.count)", code: .configuration)
            }
            return key
        }
        let path = settings.dataDirectory + "/access.key"
        do throws(MachineError) {
            if !Files.exists(path) {
                try Files.makeFolder(settings.dataDirectory)
                _ = try Files.makeSecret(path, Array(Hexadecimal.encode(Entropy.bytes(SealingKey.count)).utf8) + [0x0a])
            }
            if let key = key(try Files.read(path, most: 1_000)) { return key }
        } catch {
            throw .other(
                message: "the sealing key can't be kept: \(error.message)",
                hint: "check who owns \(settings.dataDirectory), or set access.sealing_key", code: .configuration)
        }
        throw .other(
            message: "\(path) is not \(digitsCount) hexadecimal digits",
            hint: "put the file back from a backup; without it second factors must be set up anew", code: .configuration
        )
    }

    private static func key(_ text: [UInt8]) -> SealingKey? {
        let digits = text.filter { $0 > 0x20 }
        guard digits.count == digitsCount, let bytes = Hexadecimal.decode(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return SealingKey(bytes)
    }
}
