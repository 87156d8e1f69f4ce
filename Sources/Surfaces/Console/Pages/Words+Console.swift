internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// Names that the console alone says.
extension LanguagePack {
    func callAsFunction(_ phrase: ConsolePhrase, _ facts: [String: String] = [:]) -> String {
        say(console: phrase, facts)
    }

    func name(_ role: Role) -> String {
        switch role {
        case .viewer: self(.roleViewer)
        case .responder: self(.roleResponder)
        case .communicator: self(.roleCommunicator)
        case .approver: self(.roleApprover)
        case .admin: self(.roleAdmin)
        }
    }

    func name(_ right: Right) -> String {
        switch right {
        case .look: self(.rightLook)
        case .declareAndUpdate: self(.rightDeclare)
        case .publishSentence: self(.rightSentence)
        case .proposeText: self(.rightPropose)
        case .approveText: self(.rightApprove)
        case .manageSources: self(.rightSources)
        case .readAlerts: self(.rightAlertsRead)
        case .manageAlerts: self(.rightAlerts)
        case .manageCatalogue: self(.rightCatalogue)
        case .manageSubscribers: self(.rightSubscribers)
        case .report: self(.rightReport)
        case .manageAgents: self(.rightAgents)
        case .manageUsers: self(.rightUsers)
        case .readAudit: self(.rightAudit)
        }
    }

    func name(_ state: User.State) -> String {
        switch state {
        case .invited: self(.userInvited)
        case .active: self(.userActive)
        case .disabled: self(.userDisabled)
        }
    }

    /// Why somebody does not get what they asked for, in the page's language; where only the engine knows more, its
    /// sentence.
    func say(_ refusal: AccessRefusal) -> String {
        switch refusal.code {
        case .wrongPassword: self(.refusalPassword)
        case .wrongCode: self(.refusalCode)
        case .throttled:
            self(.refusalThrottled, ["wait": duration(refusal.retryAfter ?? .minutes(1))])
        case .passwordShort: self(.refusalShort, ["n": number(Password.charactersLeast)])
        case .passwordLong: self(.refusalLong)
        case .passwordCommon: self(.refusalCommon)
        case .emailTaken: self(.refusalTaken)
        case .codeVoid: self(.refusalVoid)
        case .setupOver: self(.refusalSetUp)
        case .lastAdmin: self(.refusalLastAdmin)
        case .conflict: self(.refusalConflict)
        case .unavailable: self(.refusalUnavailable)
        case .stranger: self(.refusalStranger)
        case .openIDRefused: self(.refusalOpenID)
        case .openIDLate: self(.refusalOpenIDLate)
        case .openIDAway: self(.refusalOpenIDAway)
        case .notBelieved: self(.refusalNotBelieved)
        case .passwordsOff: self(.refusalPasswords)
        case .notFound: self(.notFoundHere)
        default: refusal.message
        }
    }

    func name(_ phase: Sentence.Phase) -> String {
        switch phase {
        case .reported: self(.phaseReported)
        case .measured: self(.phaseMeasured)
        case .confirmedTotal: self(.phaseTotal)
        case .confirmedPartial: self(.phasePartial)
        case .supplier: self(.phaseSupplier)
        case .fixApplied: self(.phaseFix)
        case .recovered: self(.phaseRecovered)
        case .recurred: self(.phaseRecurred)
        case .resolved: self(.phaseResolved)
        case .maintenanceScheduled: self(.phaseScheduled)
        case .maintenanceBegun: self(.phaseBegun)
        case .maintenanceDone: self(.phaseDone)
        case .maintenanceCancelled: self(.phaseCancelled)
        case .title: self(.titleField)
        case .other: self(.phaseOther)
        }
    }

    func name(_ subject: Statement.Subject) -> String? {
        switch subject {
        case .update: nil
        case .title: self(.titleField)
        case .summary: self(.summaryField)
        case .evidence(let window): self(.evidence) + " · " + window.rawValue
        case .note: self(.notesTitle)
        }
    }

    func name(_ phase: MaintenancePlan.Phase) -> String {
        switch phase {
        case .scheduled: self(.planScheduled)
        case .inProgress: self(.planUnderWay)
        case .completed: self(.planCompleted)
        case .cancelled: self(.planCancelled)
        }
    }

    func name(_ rhythm: MaintenanceSeries.Rhythm) -> String {
        switch rhythm {
        case .daily: self(.rhythmDaily)
        case .weekly: self(.rhythmWeekly)
        case .monthlyByWeekday: self(.rhythmMonthlyByWeekday)
        case .monthlyByDay: self(.rhythmMonthlyByDay)
        }
    }

    func name(_ state: Postmortem.Action.State) -> String {
        switch state {
        case .open: self(.actionOpen)
        case .inProgress: self(.actionUnderWay)
        case .done: self(.actionDone)
        case .dropped: self(.actionDropped)
        }
    }
}
