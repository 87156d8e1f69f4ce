import ISO8583
import Testing

@Suite struct PartsTests {
    @Test(arguments: [
        ("0100", "0110"), ("0101", "0110"), ("0120", "0130"), ("0400", "0410"), ("0421", "0430"), ("0800", "0810"),
        ("0804", "0814"), ("0306", "0316"), ("0246", "0256"), ("0844", "0854"), ("1100", "1110"),
    ])
    func `the answer's type is the next function, from the origin that asked first`(asked: String, answer: String)
        throws
    {
        let type = try #require(MessageType(asked))
        #expect(type.answer?.description == answer)
        #expect(!type.isAnswer)
        #expect(try #require(type.answer).isAnswer)
        #expect(type.answer?.answer == nil)
    }

    @Test func `a message type is four digits`() {
        for text in ["", "010", "01000", "01A0", "0 00", "٠١٠٠"] { #expect(MessageType(text) == nil) }
        for packed: UInt16 in [0x0A00, 0xA000, 0x000F, 0x00B0, 0xFFFF] { #expect(MessageType(packed: packed) == nil) }
        for packed: UInt16 in [0, 0x0100, 0x9999] { #expect(MessageType(packed: packed)?.packed == packed) }
        let (reversal, repetition): (MessageType, MessageType) = ("0400", "0421")
        #expect(reversal.repeated?.description == "0401")
        #expect(!reversal.isRepeat && repetition.isRepeat)
        #expect(repetition.messageClass == .reversal)
    }

    @Test func `a set of fields counts, ranks and lists as its numbers do`() {
        let numbers = [2, 3, 63, 64, 65, 66, 127, 128, 129, 191, 192]
        var fields = FieldSet(numbers.shuffled())
        #expect(Array(fields) == numbers)
        #expect(fields.count == numbers.count)
        for (rank, number) in numbers.enumerated() { #expect(fields.rank(of: number) == rank) }
        #expect(fields.rank(of: 100) == 6)
        fields.remove(64)
        fields.remove(99)
        #expect(Array(fields) == numbers.filter { $0 != 64 })
        #expect(!fields.contains(0))
        #expect(!fields.contains(193))
        #expect(Array(fields.subtracting([2, 192])) == [3, 63, 65, 66, 127, 128, 129, 191])
    }

    @Test func `fields are set, replaced and removed in any order`() throws {
        var message = ISO8583Message("0100")
        try message.set(41, "SHOP0001")
        try message.set(4, number: 2_500, digits: 12)
        try message.set(128, "last")
        try message.set(41, "SHOP0002")
        message.remove(128)
        message.remove(99)
        #expect(Array(message.fields) == [4, 41])
        #expect(message.text(41) == "SHOP0002")
        #expect(message.number(4) == 2_500)
        #expect(message.text(128) == nil)
        try message.set(43, "Café à Nîmes   ")
        #expect(message.trimmedText(43) == "Café à Nîmes")
        #expect(message.bytes(43)?.count == 15)
        #expect(throws: ISO8583Error(.badValue, .field(43))) { try message.set(43, "Œuf à 3 €") }
        #expect(throws: ISO8583Error(.tooLong, .field(11), bound: 6)) {
            try message.set(11, number: 1_000_000, digits: 6)
        }
        var other = ISO8583Message("0100")
        try other.set(43, "Café à Nîmes   ")
        try other.set(41, "SHOP0002")
        other.copy(4, from: message)
        #expect(other == message)
    }

    @Test func `codes say whether the chain works`() {
        #expect(ResponseCode("00")?.outcome == .approved)
        #expect(ResponseCode("51")?.outcome == .refused)
        #expect(ResponseCode("91")?.outcome == .failed)
        #expect(ResponseCode("Z9")?.outcome == .unknown)
        for text in ["", "0", "000", "0 ", "é"] { #expect(ResponseCode(text) == nil) }
    }
}
