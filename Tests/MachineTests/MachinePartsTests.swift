import Machine
import Testing

@Suite struct MachinePartsTests {
    @Test func `two draws of entropy differ`() {
        #expect(Entropy.bytes(32) != Entropy.bytes(32))
        #expect(Entropy.bytes(0).isEmpty)
    }

    @Test func `monotonic time does not go back`() {
        let first = SystemClock.monotonicMicroseconds()
        #expect(SystemClock.monotonicMicroseconds() >= first)
    }

    @Test func `an error names its call and the system's words`() {
        #expect(MachineError("bind", result: -98).message == "bind: Address already in use")
        #expect(MachineError("bind", result: -98).code == 98)
    }
}
