/// Looking after agents, at the running server.
package struct AgentsCommand: Sendable, Equatable {
    package enum Action: String, Sendable, CaseIterable { case enrol, list, revoke }

    package var server: ServerPlace
    package var action: Action
    package var name: String?

    package init(server: ServerPlace, action: Action, name: String?) {
        self.server = server
        self.action = action
        self.name = name
    }
}

/// This machine as an agent.
package struct AgentCommand: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        case enrol(server: String, code: String, authorities: String?)
        case run(isOnce: Bool)
    }

    package var folder: String
    package var action: Action

    package init(folder: String, action: Action) {
        self.folder = folder
        self.action = action
    }
}
