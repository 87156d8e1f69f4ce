/// Server-Sent Events that many readers share: one publisher, each event's bytes made once. Servers subscribe their
/// connections; a reader that falls too far behind is told to come again (it resumes by `Last-Event-ID`).
package final class EventFeed: Sendable {
    package init() {}
}
