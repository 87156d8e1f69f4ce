internal import Judging
internal import Lookout
internal import Series
internal import Telling
internal import Vocabulary
internal import Watching

// Names and sentences of what is watched.
extension LanguagePack {
    func name(_ seen: WatchSeen) -> String {
        switch seen {
        case .standing(.up): self(.standingUp)
        case .standing(.degraded): self(.standingDegraded)
        case .standing(.down): self(.standingDown)
        case .standing(.unknown): self(.standingUnknown)
        case .silent: self(.watchSilent)
        case .neverHeard: self(.watchNeverHeard)
        case .onDemand: self(.watchOnDemand)
        }
    }

    func name(_ state: CaseLine.State) -> String {
        switch state {
        case .open: self(.caseOpen)
        case .monitoring: self(.caseMonitoring)
        case .closed: self(.caseClosed)
        }
    }

    /// Names of protocols are the same in every language.
    func name(_ kind: ProbeKind) -> String {
        switch kind {
        case .http: "HTTP"
        case .tcp: "TCP"
        case .tls: "TLS"
        case .dns: "DNS"
        case .icmp: "ICMP"
        case .smtp: "SMTP"
        case .websocket: "WebSocket"
        case .grpc: "gRPC"
        case .ssh: "SSH"
        case .postgres: "PostgreSQL"
        case .redis: "Redis"
        case .certificate: self(.probeCertificate)
        case .file: self(.probeFile)
        case .command: self(.probeCommand)
        case .heartbeat: self(.probeHeartbeat)
        case .counters: self(.probeCounters)
        case .alerts: self(.probeAlerts)
        default: kind.channel.map { name($0) } ?? kind.rawValue
        }
    }

    func name(_ kind: WatchPath.Kind) -> String {
        switch kind {
        case .external: self(.pathExternal)
        case .ingress: self(.pathIngress)
        case .instance: self(.pathInstance)
        case .hop: self(.pathHop)
        case .providerServer: self(.pathProviderServer)
        case .nameServer: self(.pathNameServer)
        }
    }

    func name(_ kind: Part.Kind) -> String {
        switch kind {
        case .zone: self(.partZone)
        case .resolver: self(.partResolver)
        case .network: self(.partNetwork)
        case .loadBalancer: self(.partLoadBalancer)
        case .ingress: self(.partIngress)
        case .relation: self(.partRelation)
        case .instance: self(.partInstance)
        case .certificate: self(.partCertificate)
        case .database: self(.partDatabase)
        case .queue: self(.partQueue)
        case .provider: self(.partProvider)
        case .providerServer: self(.partProviderServer)
        case .issuer: self(.partIssuer)
        }
    }

    func name(_ stage: Stage) -> String {
        switch stage {
        case .name: self(.stageName)
        case .connect: self(.stageConnect)
        case .handshake: self(.stageHandshake)
        case .request: self(.stageRequest)
        case .answer: self(.stageAnswer)
        case .behind: self(.stageBehind)
        case .content: self(.stageContent)
        }
    }

    func name(_ stage: SampleOutcome.Stage) -> String? {
        switch stage {
        case .none: nil
        case .resolve: self(.stageName)
        case .connect: self(.stageConnect)
        case .secure: self(.stageHandshake)
        case .send: self(.stageRequest)
        case .receive: self(.stageAnswer)
        case .answer, .content: self(.stageContent)
        case .behind: self(.stageBehind)
        case .own: self(.stageOwn)
        }
    }

    func name(_ phase: Sample.Phase) -> String {
        switch phase {
        case .resolve: self(.phaseResolve)
        case .connect: self(.phaseConnect)
        case .secure: self(.phaseSecure)
        case .wait: self(.phaseWait)
        case .receive: self(.phaseReceive)
        }
    }

    func name(_ reach: TargetHistory.Reach) -> String {
        switch reach {
        case .hour: self(.reachHour)
        case .day: self(.reachDay)
        case .week: self(.reachWeek)
        case .year: self(.reachYear)
        }
    }

    func name(_ rule: VerdictRule) -> String {
        switch rule {
        case .quorum: self(.ruleNameQuorum)
        case .noQuorum: self(.ruleNameNoQuorum)
        case .stale: self(.ruleNameStale)
        case .loss: self(.ruleNameLoss)
        case .slow: self(.ruleNameSlow)
        case .gap: self(.ruleNameGap)
        case .drop: self(.ruleNameDrop)
        case .burn: self(.ruleNameBurn)
        case .unstable: self(.ruleNameUnstable)
        case .silent: self(.ruleNameSilent)
        case .told: self(.ruleNameTold)
        case .recovered: self(.ruleNameRecovered)
        case .quiet: self(.ruleNameQuiet)
        }
    }

    /// Why a verdict is what it is, with its figures.
    func say(_ rule: Explanation.Rule) -> String {
        func evidence(_ value: Double, _ needed: Double) -> [String: String] {
            ["evidence": tenths(value), "needed": tenths(needed)]
        }
        switch rule {
        case .quiet: return self(.ruleQuiet)
        case .quorum(let failed, let counted, let vantages):
            return self(
                .ruleQuorum, ["failed": number(failed), "counted": number(counted), "vantages": number(vantages)])
        case .noQuorum(let trusted, let needed):
            return self(.ruleNoQuorum, ["trusted": number(trusted), "needed": number(needed)])
        case .stale(let span): return self(.ruleStale, ["span": duration(span)])
        case .loss(let failed, let all, let value, let needed):
            return self(
                .ruleLoss, evidence(value, needed).merging(["failed": number(failed), "of": number(all)]) { $1 })
        case .slow(let slow, let all, let value, let needed):
            return self(.ruleSlow, evidence(value, needed).merging(["slow": number(slow), "of": number(all)]) { $1 })
        case .gap(let span, let usual):
            return self(.ruleGap, ["span": duration(span), "usual": tenths(usual * 60)])
        case .drop(let usual, let value, let needed):
            return self(.ruleDrop, evidence(value, needed).merging(["usual": tenths(usual * 60)]) { $1 })
        case .burn(let times, let long, let short):
            return self(.ruleBurn, ["times": tenths(times), "long": duration(long), "short": duration(short)])
        case .unstable(let times, let span):
            return self(.ruleUnstable, ["times": number(times), "span": duration(span)])
        case .silent(let span, let every):
            return self(.ruleSilent, ["span": duration(span), "every": duration(every)])
        case .told(let code): return self(.ruleTold, ["code": code])
        case .recovered(let good, let clean):
            return self(.ruleRecovered, ["good": number(good), "span": duration(clean)])
        }
    }

    /// With one decimal where it is no whole number; what is no number is not known.
    private func tenths(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return say(.notKnown) }
        let rounded = Int((value * 10).rounded())
        return rounded % 10 == 0 ? number(rounded / 10) : decimal(tenths: rounded)
    }

    /// A share of one: `87 %`; never a hundred for what is not certain.
    func percentage(_ share: Double) -> String {
        guard share.isFinite else { return say(.notKnown) }
        let percent = Int((min(max(share, 0), 1) * 100).rounded())
        return number(share < 1 ? min(percent, 99) : percent) + numbers.percentSpace + "%"
    }
}
