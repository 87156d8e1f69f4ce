package import Declaring
package import JSON
package import Settings
package import Vocabulary

/// What somebody asked for, with everything the asking says.
package struct Invocation: Sendable, Equatable {
    package var command: Command
    /// Answers and errors as JSON, for programs.
    package var isJSON: Bool

    package init(_ command: Command, isJSON: Bool = false) {
        self.command = command
        self.isJSON = isJSON
    }
}

package enum Command: Sendable, Equatable {
    case serve(SettingsSource, withDemoData: Bool, withDemoShop: Bool = false)
    case check(SettingsSource)
    case verify(SettingsSource)
    /// To a file that must not exist yet.
    case backup(SettingsSource, file: String)
    case restore(RestoreCommand)
    case rebuild(SettingsSource)
    /// A new password for who can't sign in any more.
    case rescue(SettingsSource, email: String)
    case migrate(SettingsSource)
    case copy(CopyCommand)
    case follow(FollowCommand)
    case unfollow(ServerPlace, provider: String)
    case vendors(words: String)
    case importPages(ImportCommand)
    case importProbes(ImportProbesCommand)
    case probe(ProbeCommand)
    case watch(SettingsSource)
    case agents(AgentsCommand)
    case agent(AgentCommand)
    case read(ReadCommand)
    case cases(CaseCommand)
    case rules(RulesCommand)
    case alerts(AlertsCommand)
    case incident(IncidentCommand)
    case describe(DescribeCommand)
    case agree(AgreeCommand)
    case language(LanguageCommand)
    case retire(RetireCommand)
    case moveIn(MoveInCommand)
    case subscribers(SubscribersCommand)
    case export(ExportCommand)
    case pay(PayCommand)
    case traffic(TrafficCommand)
    case platform(PlatformCommand)
    case version
    /// What to print: the caller calls `HelpText.render`.
    case help(HelpRequest)
    case completions(Shell)
}

/// Where the settings come from: a file, options, or neither.
package struct SettingsSource: Sendable, Equatable {
    package var configurationFile: String?
    package var overrides: [SettingsOverride]

    package init(configurationFile: String? = nil, overrides: [SettingsOverride] = []) {
        self.configurationFile = configurationFile
        self.overrides = overrides
    }
}

/// Restoring never overwrites: a target that holds entries is refused, or its file is renamed first.
package struct RestoreCommand: Sendable, Equatable {
    package var source: SettingsSource
    package var file: String
    /// Rename a target that is not empty instead of refusing.
    ///
    /// Only for SQLite: a PostgreSQL target must be empty.
    package var setsAside: Bool

    package init(source: SettingsSource, file: String, setsAside: Bool) {
        self.source = source
        self.file = file
        self.setsAside = setsAside
    }
}

/// Looks at alerts: who would be told, what did not arrive.
package struct AlertsCommand: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        case routes
        /// Nil is the latest to begin.
        case explain(incident: String?)
        /// With a message's name it is sent again.
        case dead(sendAgain: String?)
        case test(channel: String)
    }

    package var source: SettingsSource
    package var action: Action

    package init(source: SettingsSource, action: Action) {
        self.source = source
        self.action = action
    }
}

/// Writes the status pages of our own brands as files.
package struct ExportCommand: Sendable, Equatable {
    package var source: SettingsSource
    package var folder: String
    /// Also write each file as gzip and brotli make it.
    package var isPrecompressed: Bool

    package init(source: SettingsSource, folder: String, isPrecompressed: Bool) {
        self.source = source
        self.folder = folder
        self.isPrecompressed = isPrecompressed
    }
}

package struct CopyCommand: Sendable, Equatable {
    package var from: DatabaseAddress
    package var to: DatabaseAddress
    /// `env:NAME` or `file:PATH`; see `SettingsSurroundings.secret`.
    package var fromPassword: String?
    package var toPassword: String?

    package init(
        from: DatabaseAddress, to: DatabaseAddress, fromPassword: String? = nil, toPassword: String? = nil
    ) {
        self.from = from
        self.to = to
        self.fromPassword = fromPassword
        self.toPassword = toPassword
    }
}

/// Reading a vendor's text needs no settings: what is particular to the vendor is said on the command line.
package struct ReadCommand: Sendable, Equatable {
    /// `-` is standard input.
    package var file: String
    package var vendor: String?
    /// An IANA identifier.
    package var zone: String?

    package init(file: String, vendor: String? = nil, zone: String? = nil) {
        self.file = file
        self.vendor = vendor
        self.zone = zone
    }
}

package enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
}

package struct HelpRequest: Sendable, Equatable {
    package enum Format: Sendable, Equatable {
        case text
        case markdown
        case manual
        /// A commented configuration file.
        case example
    }

    /// A command or a topic of `HelpText.topics`; nil is the overview.
    package var topic: String?
    package var format: Format

    package init(topic: String? = nil, format: Format = .text) {
        self.topic = topic
        self.format = format
    }
}

/// Why arguments are not a command.
package struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
    package var message: String
    package var hint: String?
    /// The error is to be written as JSON, because the arguments ask for it.
    package var isJSON = false

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
}

/// A server that is running, and how to show it that one may change something.
package struct ServerPlace: Sendable, Equatable {
    package var url: String
    /// `env:NAME` or `file:PATH`.
    package var token: String?

    package init(url: String, token: String? = nil) {
        self.url = url
        self.token = token
    }
}

package struct FollowCommand: Sendable, Equatable {
    package var server: ServerPlace
    /// The address of a page, or a vendor of the catalogue by its name there.
    package var target: String

    package init(server: ServerPlace, target: String) {
        self.server = server
        self.target = target
    }
}

/// Saved pages, feeds and texts, read into the journal while no server runs on it.
package struct ImportCommand: Sendable, Equatable {
    package var source: SettingsSource
    package var files: [String]
    package var provider: String
    package var name: String?
    package var zone: String?
    package var format: String?

    package init(
        source: SettingsSource, files: [String], provider: String, name: String?, zone: String?, format: String?
    ) {
        self.source = source
        self.files = files
        self.provider = provider
        self.name = name
        self.zone = zone
        self.format = format
    }
}

/// Turns another prober's configuration into `watch.yaml`.
package struct ImportProbesCommand: Sendable, Equatable {
    package var from: ForeignConfiguration
    package var file: String
    /// What the blackbox exporter's modules are asked about.
    package var prometheus: String?
    /// Nil: it is printed.
    package var output: String?

    package init(from: ForeignConfiguration, file: String, prometheus: String? = nil, output: String? = nil) {
        self.from = from
        self.file = file
        self.prometheus = prometheus
        self.output = output
    }
}

/// Runs a probe of the file of probes, or one of its targets.
package struct ProbeCommand: Sendable, Equatable {
    package var source: SettingsSource
    package var name: String

    package init(source: SettingsSource, name: String) {
        self.source = source
        self.name = name
    }
}

package enum IncidentAction: String, Sendable, CaseIterable {
    case list, show, declare, plan, say, approve, decline, review, correct, describe, window
    case withdrawWindow = "withdraw-window"
    case reopen, resolve, note, publish, withhold, embargo
    case movePlan = "move-plan"
    case beginPlan = "begin-plan"
    case completePlan = "complete-plan"
    case cancelPlan = "cancel-plan"
    case draftPostmortem = "draft-postmortem"
    case publishPostmortem = "publish-postmortem"
    case order

    /// Whether it takes no incident: it lists them, or makes one.
    package var isAboutNone: Bool { self == .list || self == .declare || self == .plan }
}

/// An order about an incident of our own, for the running server.
package struct IncidentCommand: Sendable, Equatable {
    package var server: ServerPlace
    package var action: IncidentAction
    package var incident: String?
    /// Where the order is, or its post-mortem, when it is not said by options; `-` is standard input.
    package var file: String?
    package var body: JSONValue?
    /// The idempotency key; one is made when it is nil.
    package var key: String?

    package init(
        server: ServerPlace, action: IncidentAction, incident: String?, file: String? = nil, body: JSONValue? = nil,
        key: String? = nil
    ) {
        self.server = server
        self.action = action
        self.incident = incident
        self.file = file
        self.body = body
        self.key = key
    }
}

/// A description of a part of the organisation, for the running server.
package struct DescribeCommand: Sendable, Equatable {
    package var server: ServerPlace
    package var kind: String
    package var id: String
    package var file: String
    /// The idempotency key; one is made when it is nil.
    package var key: String?

    package init(server: ServerPlace, kind: String, id: String, file: String, key: String? = nil) {
        self.server = server
        self.kind = kind
        self.id = id
        self.file = file
        self.key = key
    }
}

/// A second person's word about a sentence or a series, for the running server.
package struct AgreeCommand: Sendable, Equatable {
    package var server: ServerPlace
    package var kind: String
    package var id: String
    package var isDeclined: Bool
    package var key: String?

    package init(server: ServerPlace, kind: String, id: String, isDeclined: Bool, key: String? = nil) {
        self.server = server
        self.kind = kind
        self.id = id
        self.isDeclined = isDeclined
        self.key = key
    }
}

/// Taking a part of the organisation out of use, or back, at the running server.
package struct RetireCommand: Sendable, Equatable {
    package var server: ServerPlace
    package var kind: String
    package var id: String
    package var takesBack: Bool
    package var key: String?

    package init(server: ServerPlace, kind: String, id: String, takesBack: Bool = false, key: String? = nil) {
        self.server = server
        self.kind = kind
        self.id = id
        self.takesBack = takesBack
        self.key = key
    }
}

/// What is done with languages that are files.
package enum LanguageCommand: Sendable, Equatable {
    case check(String)
    case template(Language, from: Language)
}

/// Another status page of ours, made our own.
package struct MoveInCommand: Sendable, Equatable {
    package var source: SettingsSource
    /// A file, or the address of a page.
    package var from: String
    package var provider: String
    package var brand: String
    package var language: String

    package init(source: SettingsSource, from: String, provider: String, brand: String, language: String) {
        self.source = source
        self.from = from
        self.provider = provider
        self.brand = brand
        self.language = language
    }
}

/// Looking after subscribers, at the running server.
package struct SubscribersCommand: Sendable, Equatable {
    package var server: ServerPlace
    package var action: String
    package var brand: String?
    /// The file to import, or the subscriber to remove.
    package var what: String?
    package var language: String?
    /// The idempotency key of what changes something; one is made when it is nil.
    package var key: String?

    package init(
        server: ServerPlace, action: String, brand: String?, what: String?, language: String?, key: String? = nil
    ) {
        self.server = server
        self.action = action
        self.brand = brand
        self.what = what
        self.language = language
        self.key = key
    }
}
