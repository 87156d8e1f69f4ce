package import Access
internal import Bytes
package import Journal
internal import Judging
package import Vocabulary
internal import Watching

/// How a heartbeat stands, for who looks.
package struct HeartbeatPicture: Sendable, Hashable {
    package var name: String
    package var standing: DeadMan.Standing
    package var lastSuccess: Instant?
    package var lastStart: Instant?
    package var due: Instant?
    package var hasAddress: Bool
}

extension Hearer {
    /// Somebody said it under a heartbeat's address. Gives its name.
    package func hear(_ word: BeatWord, under secret: HeartbeatSecret) async throws(HearingRefusal) -> String {
        if name(of: secret.digest) == nil { await readAddressesAgain() }
        guard let name = name(of: secret.digest), var beat = beats[name],
            let digest = beat.digest, secret.isKept(as: digest)
        else { throw HearingRefusal(.unknown, "no heartbeat has this address") }
        let now = parts.now()
        let before = beat.man.standing(at: now)
        let hadFailed = beat.man.failure != nil
        beat.man.hear(word, at: now)
        let isTurn =
            switch word {
            case .start: false
            case .success: before != .heard && before != .late || beat.writtenAt == nil
            case .fail: !hadFailed
            }
        let isOld = beat.writtenAt.map { now - $0 >= rules.writtenEvery } ?? true
        let isRepeatedFailure =
            switch word {
            case .fail: hadFailed
            case .start, .success: false
            }
        let isWritten =
            (isTurn || !isRepeatedFailure && (beat.isWrittenEachTime(rules) || isOld))
            && beat.mayWrite(rules, now: now)
        if word == .success {
            beat.isAhead = !isWritten
            if isWritten { beat.writtenAt = now }
        }
        beats[name] = beat
        let heard = advance(name, to: now)
        if !heard.isEmpty { await parts.sink.take(heard) }
        guard isWritten else { return name }
        let told: HearingFact =
            switch word {
            case .start: .beat(name, word: "start", code: nil, at: now)
            case .success: .beat(name, word: "success", code: nil, at: now)
            case .fail: .beat(name, word: "fail", code: word.code, at: now)
            }
        do throws(JournalError) {
            try await record([told], by: HearingFact.actor)
        } catch {
            // It was heard, and is judged so; only a restart would forget it.
            beats[name]?.writtenAt = nil
            throw HearingRefusal(
                .unavailable, "it was heard, but the journal can't keep it at the moment: send it again")
        }
        return name
    }

    /// Gives a heartbeat a new address; the one before is void.
    package func address(_ name: String, by actor: Actor) async throws(HearingRefusal) -> HeartbeatSecret {
        guard beats[name] != nil else {
            let known = beats.keys.sorted().prefix(5).joined(separator: ", ")
            throw HearingRefusal(
                .unknown,
                known.isEmpty
                    ? "no probe of the kind heartbeat is declared in the watch file"
                    : "no heartbeat has this name; there are: \(known)")
        }
        let secret = HeartbeatSecret(bytes: parts.random(HeartbeatSecret.count))
        do throws(JournalError) {
            try await record([.addressed(name, digest: secret.digest)], by: actor)
        } catch {
            throw HearingRefusal(.unavailable, "the journal can't take it at the moment: try again")
        }
        keep(secret.digest, of: name)
        return secret
    }

    package func heartbeats() -> [HeartbeatPicture] {
        let now = parts.now()
        return beats.sorted { $0.key < $1.key }.map { name, beat in
            HeartbeatPicture(
                name: name, standing: beat.man.standing(at: now), lastSuccess: beat.man.lastSuccess,
                lastStart: beat.man.lastStart, due: beat.man.due, hasAddress: beat.digest != nil)
        }
    }

    /// What a heartbeat's targets have to say that they did not say before.
    func advance(_ name: String, to now: Instant) -> [Heard] {
        guard var beat = beats[name] else { return [] }
        var standing = beat.man.advance(to: now)
        // What is late may still come: so long it is as good as heard.
        if standing == .late { standing = .heard }
        guard standing != beat.told else {
            beats[name] = beat
            return []
        }
        beat.told = standing
        beats[name] = beat
        let word: ToldStanding.Word
        let since: Instant
        switch standing {
        case .unknown: (word, since) = (.unknown, now)
        case .heard, .late: (word, since) = (.good, beat.man.lastSuccess ?? now)
        case .failed(let start, let code): (word, since) = (.wrong(code: code), start)
        case .missed(let start):
            let lastHeard = beat.man.lastSuccess ?? start
            let every: TimeSpan =
                switch beat.man.rhythm {
                case .every(let span): span
                case .cron: start - lastHeard
                }
            (word, since) = (.silent(lastHeard: lastHeard, every: every), start)
            noteMissed(name, since: start)
        }
        return beat.targets.map { .told(target: $0, word, since: since, at: now) }
    }
}
