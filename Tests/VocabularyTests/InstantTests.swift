import Testing
import Vocabulary

@Suite struct InstantTests {
    @Test func `instants order by time`() {
        #expect(Instant(seconds: 1) < Instant(seconds: 2))
    }
}
