import Foundation
import JSON
import Testing

/// Planned work of the desk with the built program: nobody is woken for what it covers, until it is over.
@Suite struct PlannedWorkTests {
    @Test(.timeLimit(.minutes(10)))
    func `what breaks within planned work wakes nobody, and what is still broken after it does`() throws {
        let shop = try WatchedShop(grace: "2s")
        try shop.waitUntilUp()
        let planned = try shop.run([
            "incident", "plan", "--component", "shop", "--reference", "WORK-1", "--start",
            Self.text(Date().addingTimeInterval(-60)), "--end", Self.text(Date().addingTimeInterval(3_600)),
        ])
        try #require(planned.status == 0, "\(planned)")
        try shop.wait("the work on the status page") {
            try shop.program.get("/status/north/api/v2/scheduled-maintenances/active.json").body.contains("in_progress")
        }
        // The judge is told with the same picture that the page is made of.
        sleep(1)
        _ = shop.breakDown()
        try shop.wait("a case") { try shop.watched()["cases"]?[0]?["state"]?.string == "open" }
        let watched = try shop.watched()
        let withheld = watched["cases"]?[0]?["telling"]?["withheld"]
        #expect(withheld?["name"]?.string?.hasPrefix("WORK-1") == true, "\(watched)")
        #expect(withheld?["components"] == ["shop"])
        // Longer than a call or a measured sentence would have taken.
        sleep(6)
        #expect(shop.calls.isEmpty, "\(shop.calls)")
        #expect(try shop.told().isEmpty)
        let said = try BuiltProgram.run(["watch", "--config", shop.settings])
        #expect(said.output.contains("nobody was woken: WORK-1"), "\(said.output)")

        let done = try shop.run(["incident", "complete-plan", "work-1"])
        try #require(done.status == 0, "\(done)")
        try shop.wait("the call") { !shop.calls.isEmpty }
        #expect(shop.calls.first?["data"]?["causes"]?[0]?["parts"] == ["gateway"], "\(shop.calls)")
        _ = try shop.comeBack()
        try shop.wait("that all is well") { try shop.isUp() }
        #expect(shop.program.stop() == 0)
    }

    private static func text(_ date: Date) -> String { ISO8601DateFormatter().string(from: date) }
}
