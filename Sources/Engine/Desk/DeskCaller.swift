package import Journal
internal import Telling

/// Who gives an order to the desk, and the key under which it is done once.
package struct DeskCaller: Sendable, Hashable {
    package var actor: Actor
    /// The person behind the actor: a token of somebody is that somebody, so that two accounts are not two persons.
    package var person: String
    package var key: IdempotencyKey?
    /// Whether nobody knows who it is although people with names work here: neither the first nor the second of two persons.
    package var isNameless = false

    /// Whether nobody else here could agree to a sentence: one person works here, or nobody does yet.
    package var isAlone = false

    /// Who has no name: `access.token` of the configuration, and this machine.
    static let nameless: Set<String> = ["token:access", "person:this-machine"]

    package init(actor: Actor, person: String, key: IdempotencyKey? = nil) {
        self.actor = actor
        self.person = person
        self.key = key
    }
}

extension DeskCaller {
    /// Whether this person may be the second one for what `author` proposed in peace time: a sentence, a rule.
    package func requireSecond(to author: String) throws(DeskRefusal) {
        let isNamed = !Self.nameless.contains(person)
        if isNamed, Self.nameless.contains(author), !isAlone {
            throw DeskRefusal(.samePerson, .namelessSentence)
        }
        guard author != person || isAlone else {
            throw DeskRefusal(.samePerson, .ownSentence)
        }
    }
}
