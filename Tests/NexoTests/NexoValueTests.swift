import Testing

@testable import Nexo

@Suite struct NexoValueTests {
    @Test(arguments: [
        ("25.00", 2_500, 2), ("0", 0, 0), ("0.00001", 1, 5), ("007", 7, 0),
        ("999999999999999999", 999_999_999_999_999_999, 0),
        ("1234567890123.45678", 123_456_789_012_345_678, 5),
    ])
    func `an amount is exact`(text: String, units: Int64, scale: Int) throws {
        let amount = try #require(NexoAmount(text))
        #expect(amount.units == units && amount.scale == scale)
        #expect(NexoAmount(amount.description) == amount)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "+1", "1,5", "1.123456", "1e3", "1 000", "1234567890123456789", "1.2.3", "٣",
    ])
    func `what is no amount is refused`(text: String) { #expect(NexoAmount(text) == nil) }

    @Test func `amounts are compared by what they are worth`() {
        #expect(NexoAmount(units: 250, scale: 1) == NexoAmount(units: 2_500, scale: 2))
        #expect(NexoAmount(units: 250, scale: 1).hashValue == NexoAmount(units: 2_500, scale: 2).hashValue)
        #expect(NexoAmount(units: 250, scale: 1) != NexoAmount(units: 2_501, scale: 2))
        #expect(NexoAmount(units: 5, scale: 2).description == "0.05")
    }

    @Test func `an amount in minor units is whole, or none`() {
        #expect(NexoAmount(units: 2_500, scale: 2).minorUnits(digits: 2) == 2_500)
        #expect(NexoAmount(units: 25, scale: 0).minorUnits(digits: 2) == 2_500)
        #expect(NexoAmount(units: 25_000, scale: 3).minorUnits(digits: 2) == 2_500)
        #expect(NexoAmount(units: 25_001, scale: 3).minorUnits(digits: 2) == nil)
        #expect(NexoAmount(units: NexoAmount.unitsMax, scale: 0).minorUnits(digits: 3) == nil)
    }

    @Test func `a time keeps its digits and its zone`() throws {
        let time = try #require(NexoTime("2026-11-20T10:15:30.120+01:00"))
        #expect(time.description == "2026-11-20T10:15:30.120+01:00")
        #expect(time.instant == NexoTime("2026-11-20T09:15:30.12Z")?.instant)
        #expect(time.instant == NexoTime(time.instant).instant)
    }

    @Test(arguments: [
        "2026-11-20T10:15:30", "2026-11-20 10:15:30Z", "2026-11-20T10:15Z", "2026-11-20t10:15:30Z",
        "2026-11-20T10:15:30z", "2026-11-20T10:15:30+15:00", "2026-11-20T10:15:30+14:01", "2026-13-20T10:15:30Z",
        "2026-02-30T10:15:30Z", "0000-01-01T00:00:00Z", "2026-11-20T24:00:00Z", "", "2026-11-20T10:15:30.Z",
        "2026-11-20T10:15:30.1234567890123456789012345Z", "2026-11-20T10:15:60Z",
    ])
    func `a time without zone, or that XML Schema does not have, is refused`(text: String) {
        #expect(NexoTime(text) == nil)
    }

    @Test func `a card number has 8 to 28 digits and shows ten of them at most`() throws {
        #expect(CardNumber("4970101122334455")?.masked == "497010******4455")
        #expect(CardNumber("4970101122334")?.masked == "497010***2334")
        #expect(CardNumber("497010112233")?.masked == "********2233")
        #expect(CardNumber("12345678")?.masked == "******78")
        #expect(CardNumber("1234567") == nil)
        #expect(CardNumber("497010112233445x") == nil)
        #expect(CardNumber(String(repeating: "1", count: 29)) == nil)
    }
}
