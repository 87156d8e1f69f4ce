internal import Bytes
internal import JSON
internal import ThreeDS
internal import Vocabulary

/// Changed messages for the reader, and random events for the state machines.
///
/// What must hold: nothing traps; what is accepted writes bytes that are accepted again and are the same message; what
/// is refused gives an error message that every party accepts; nothing describes itself with a card number; a
/// transaction ends at most once and waits for nothing after it.
package struct MessageFuzzer {
    package struct Report: CustomStringConvertible {
        package var messages = 0
        package var accepted = 0
        package var refused: [String: Int] = [:]
        package var transactions = 0
        package var finished = 0
        package var faults: [String] = []

        package var description: String {
            let codes = refused.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return "\(messages) messages, \(accepted) accepted, refused \(codes.joined(separator: ", ")); "
                + "\(transactions) transactions, \(finished) finished; \(faults.count) faults"
        }
    }

    private var generator: SeededGenerator
    private let seed: UInt64
    package private(set) var report = Report()

    package init(seed: UInt64) {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
    }

    /// One changed message, and every tenth time one transaction.
    package mutating func step() {
        let (members, receiver) = Samples.all.randomElement(using: &generator) ?? Samples.all[0]
        let value = changed(.object(members), depth: 0)
        if Bool.random(using: &generator) {
            read(bytes: mangled(JSONWriter.compact(value)), receiver)
        } else {
            read(bytes: JSONWriter.compact(value), receiver)
        }
        if report.messages % 10 == 0 { runTransaction() }
    }

    private mutating func fault(_ text: String) {
        if report.faults.count < 100 { report.faults.append("seed \(seed), message \(report.messages): \(text)") }
    }

    // MARK: Messages

    private mutating func read(bytes: [UInt8], _ receiver: ErrorComponent) {
        report.messages += 1
        var reader = MessageReader(receiver: Int.random(in: 0..<8, using: &generator) == 0 ? .issuer : receiver)
        if Int.random(in: 0..<4, using: &generator) == 0 { reader.unknownWords = .kept }
        do throws(ProtocolError) {
            let message = try reader.message(from: bytes)
            report.accepted += 1
            checkAccepted(message, reader)
        } catch {
            report.refused[error.code.rawValue, default: 0] += 1
            checkRefused(error)
        }
        let form = Base64URL.encode(bytes)
        _ = try? BrowserForm.message(in: form, reader)
        _ = try? BrowserForm.message(in: String(decoding: bytes, as: UTF8.self), reader)
        _ = try? BrowserForm.method(in: form)
        _ = try? BrowserForm.session(String(decoding: bytes, as: UTF8.self))
    }

    private mutating func checkAccepted(_ message: Message, _ reader: MessageReader) {
        do throws(ProtocolError) {
            let again = try reader.message(from: message.bytes())
            if again != message { fault("what was written reads back as another message") }
        } catch {
            fault("what was written is refused: \(error)")
        }
        if let card = message[.acctNumber], "\(message) \(String(reflecting: message))".contains(card.digits) {
            fault("a description holds the card number")
        }
        if message.type == .preparationResponse {
            var table = CardRangeTable()
            try? table.update(with: message, isComplete: true)
            for range in table.ranges where CardNumber(range.start).flatMap(table.range(of:)) != range {
                fault("a range does not hold its own first number")
            }
        }
    }

    private mutating func checkRefused(_ error: ProtocolError) {
        let message = error.message(version: .v2_2_0)
        for receiver: ErrorComponent in [.server, .directory, .issuer] {
            do throws(ProtocolError) {
                _ = try MessageReader(receiver: receiver).message(from: message.bytes())
            } catch {
                fault("an error message is refused: \(error)")
            }
        }
        let text = String(decoding: message.bytes(), as: UTF8.self) + "\(error)"
        if text.contains(Samples.card) { fault("an error holds the card number") }
    }

    // MARK: Changes

    private static let oddValues: [JSONValue] = [
        .null, "", " ", "00", "01", "99", "Y", "N", "U", "C", "D", "I", "R", "é", "2.2.0", "2.3.1", "2.02.0", -1, 0,
        1.5, true,
        .array([]), .object([:]), "20261301", "99991231235959", "12345678901234567890",
        .string(String(repeating: "x", count: 3_000)), "https://", "https://a", "ftp://a", "9999999999999999",
        .string(Samples.card), .string(Samples.server), .string(Samples.server.uppercased()), "AReq", "Erro", "250",
        "999",
    ]

    private mutating func changed(_ value: JSONValue, depth: Int) -> JSONValue {
        switch value {
        case .object(var object):
            for member in object.members {
                switch Int.random(in: 0..<(depth == 0 ? 60 : 6), using: &generator) {
                case 0: object[member.name] = nil
                case 1: object[member.name] = Self.oddValues.randomElement(using: &generator)
                case 2: object[member.name] = changed(member.value, depth: depth + 1)
                case 3: object[Samples.all.randomElement(using: &generator)?.members.names.last ?? "x"] = member.value
                default: break
                }
            }
            return .object(object)
        case .array(let values):
            return .array(
                values.map { changed($0, depth: depth + 1) } + values.prefix(.random(in: 0...1, using: &generator)))
        default: return Self.oddValues.randomElement(using: &generator) ?? .null
        }
    }

    private mutating func mangled(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 2))
            case 2: bytes.removeLast(min(bytes.count - place, 40))
            default: bytes.insert(contentsOf: bytes[..<place].suffix(12), at: place)
            }
        }
        return bytes
    }

    // MARK: Transactions

    private mutating func runTransaction() {
        report.transactions += 1
        guard
            let request = try? Samples.message(
                Samples.authenticationRequest.with("threeDSCompInd", "U"), receiver: .directory)
        else { return fault("the sample request is refused") }
        var server = ServerTransaction(request: request, range: nil)
        var directory = DirectoryTransaction(identifier: Samples.directory, routes: Self.routes)
        var issuer = IssuerTransaction(
            identifier: Samples.issuer,
            identity: .init(referenceNumber: "A", operatorID: nil, challengeURL: "https://acs.example/"))
        var now = Instant(seconds: 1_000)
        var ends = 0
        for _ in 0..<Int.random(in: 1...20, using: &generator) {
            now = now + .seconds(.random(in: 0...400, using: &generator))
            let message = randomMessage()
            let result: Result<Message, ProtocolError> =
                Bool.random(using: &generator)
                ? .success(message) : .failure(ProtocolError(.formatInvalid, .server, "x"))
            let failure = [TransportFailure.connection, .timeOut, .unavailable, .refused].randomElement(
                using: &generator)
            let serverEvents: [ServerTransaction.Event] = [
                .start, .methodReturned(transaction: Samples.server), .answered(result), .answered(.success(message)),
                .notAnswered(failure ?? .timeOut), .challengeShown, .results(message), .challengeReturned(message),
                .timePassed,
            ]
            for decision in server.handle(serverEvents.randomElement(using: &generator) ?? .start, now: now) {
                if case .finish = decision { ends += 1 }
            }
            let directoryEvents: [DirectoryTransaction.Event] = [
                .request(request), .issuerAnswered(result), .issuerFailed(failure ?? .timeOut), .results(message),
                .serverAnswered(result), .serverFailed(failure ?? .timeOut), .timePassed,
            ]
            _ = directory.handle(directoryEvents.randomElement(using: &generator) ?? .timePassed, now: now)
            let issuerEvents: [IssuerTransaction.Event] = [
                .request(directory.sentRequest ?? request, .challenge("02", value: Samples.value, eci: "05")),
                .challenge(message), .cardholderAnswered(isRight: .random(using: &generator)), .cardholderCancelled,
                .resultsAnswered(result), .resultsFailed(failure ?? .timeOut), .timePassed,
            ]
            for case .sendResults(let results, _) in issuer.handle(
                issuerEvents.randomElement(using: &generator) ?? .timePassed, now: now)
            {
                do throws(ProtocolError) {
                    _ = try MessageReader(receiver: .directory).message(from: results.bytes())
                } catch {
                    fault("the issuer's results are refused: \(error)")
                }
            }
        }
        if ends > 1 { fault("a transaction ended \(ends) times") }
        if case .finished = server.phase {
            report.finished += 1
            if server.deadline != nil { fault("a finished transaction waits") }
        } else if ends > 0 {
            fault("a transaction ended and goes on")
        }
        if issuer.phase == .finished, issuer.deadline != nil { fault("a finished issuer waits") }
    }

    private mutating func randomMessage() -> Message {
        while true {
            let (members, receiver) = Samples.all.randomElement(using: &generator) ?? Samples.all[0]
            var reader = MessageReader(receiver: receiver)
            reader.unknownWords = .kept
            let value = Bool.random(using: &generator) ? .object(members) : changed(.object(members), depth: 0)
            if let message = try? reader.message(from: value) { return message }
        }
    }

    private static let routes: DirectoryRoutes = {
        let range = CardRange(start: "4000000000000000", end: "4000000000009999", versions: .v2_1_0 ... .v2_2_0)
        do throws(ProtocolError) {
            return try DirectoryRoutes(
                referenceNumber: "VIGIE-DS-1", address: "https://ds.example/results", serialNumber: "1",
                routes: [.init(range: range, address: "https://acs.example/areq")])
        } catch {
            preconditionFailure("the sample routes are refused: \(error)")
        }
    }()
}
