internal import Vocabulary

/// Why a settlement file is not taken, and in which line. Nothing of it is settled then.
package struct SettlementFileError: Error, Sendable, Equatable, CustomStringConvertible {
    package let line: Int
    package let message: String

    package var description: String { "line \(line): \(message)" }
}

// The file as text, one record a line, fields between semicolons:
//
//     H;1;20261120-ecom-1;ecommerce;1795132800
//     D;capture;CAP-1;EUR;1999;12
//     D;refund;REF-7;EUR;500;0
//     T;2;EUR;1499
//
// A header with the form's version, the file's name, the channel and the end of the provider's day (seconds since 1970);
// the details with kind, our reference, currency, amount and fee; a trailer with the number of details and, per currency,
// captures less refunds. A file whose trailer does not fit, or is missing, was cut or changed, and is not taken.
extension SettlementFile {
    package static let bytesMost = 64 << 20
    package static let linesMost = 500_000

    package init(reading bytes: [UInt8]) throws(SettlementFileError) {
        guard bytes.count <= Self.bytesMost else {
            throw SettlementFileError(line: 0, message: "the file has more than \(Self.bytesMost) bytes; split it")
        }
        guard bytes.allSatisfy({ $0 == 0x0A || $0 == 0x0D || (0x20...0x7E).contains($0) }) else {
            throw SettlementFileError(line: 0, message: "the file is not plain ASCII text")
        }
        var records = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        )
        if records.last?.isEmpty == true { records.removeLast() }
        guard let header = records.first, records.count >= 2 else {
            throw SettlementFileError(line: 1, message: "expected a header and a trailer")
        }
        guard records.count <= Self.linesMost + 2 else {
            throw SettlementFileError(line: 0, message: "the file has more than \(Self.linesMost) lines; split it")
        }
        let (name, channel, until) = try Self.header(header)
        var lines: [SettlementLine] = []
        lines.reserveCapacity(records.count - 2)
        for (index, record) in records.dropFirst().dropLast().enumerated() {
            lines.append(try Self.detail(record, line: index + 2))
        }
        try Self.checkTrailer(records[records.count - 1], lines, line: records.count)
        self.init(name: name, channel: channel, until: until, lines: lines)
    }

    private static func header(_ record: Substring) throws(SettlementFileError) -> (OperationID, Channel, Instant) {
        let fields = record.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        // The name is a part of the names of operations, so it is shorter than those.
        guard fields.count == 5, fields[0] == "H", fields[1] == "1", fields[2].utf8.count <= 40,
            let name = OperationID(rawValue: fields[2]), let channel = Channel(rawValue: fields[3]),
            let seconds = number(fields[4])
        else {
            throw SettlementFileError(line: 1, message: "expected H;1;name;channel;seconds since 1970")
        }
        return (name, channel, Instant(seconds: seconds))
    }

    private static func detail(_ record: Substring, line: Int) throws(SettlementFileError) -> SettlementLine {
        let fields = record.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, fields[0] == "D", let kind = Payment.Movement.Kind(rawValue: fields[1]),
            let reference = OperationID(rawValue: fields[2]), let currency = Currency(fields[3]),
            let amount = number(fields[4]), let fee = number(fields[5]), amount > 0, fee <= amount
        else {
            throw SettlementFileError(line: line, message: "expected D;capture or refund;reference;currency;amount;fee")
        }
        return SettlementLine(reference: reference, kind: kind, money: Money(amount, currency), fee: fee)
    }

    private static func checkTrailer(
        _ record: Substring, _ lines: [SettlementLine], line: Int
    ) throws(SettlementFileError) {
        let fields = record.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 2, fields.count % 2 == 0, fields[0] == "T", let count = number(fields[1]) else {
            throw SettlementFileError(line: line, message: "expected T;details;currency;sum;… as the last line")
        }
        guard count == Int64(lines.count) else {
            throw SettlementFileError(
                line: line, message: "the trailer counts \(count) details, and there are \(lines.count)")
        }
        var stated: [Currency: Int64] = [:]
        for place in stride(from: 2, to: fields.count, by: 2) {
            let isBelowZero = fields[place + 1].hasPrefix("-")
            guard let currency = Currency(fields[place]), stated[currency] == nil,
                let sum = number(isBelowZero ? String(fields[place + 1].dropFirst()) : fields[place + 1], digits: 18)
            else {
                throw SettlementFileError(line: line, message: "expected a currency and its sum, each currency once")
            }
            stated[currency] = isBelowZero ? -sum : sum
        }
        guard stated == Self.sums(lines) else {
            throw SettlementFileError(line: line, message: "the trailer's sums are not those of the details")
        }
    }

    private static func sums(_ lines: [SettlementLine]) -> [Currency: Int64] {
        var sums: [Currency: Int64] = [:]
        for line in lines {
            sums[line.money.currency, default: 0] += line.kind == .capture ? line.money.minor : -line.money.minor
        }
        return sums
    }

    /// The same file as text.
    package var text: String {
        var text = "H;1;\(name);\(channel.rawValue);\(until.seconds)\n"
        for line in lines {
            text += "D;\(line.kind.rawValue);\(line.reference);\(line.money.currency);\(line.money.minor);\(line.fee)\n"
        }
        text += "T;\(lines.count)"
        for (currency, sum) in Self.sums(lines).sorted(by: { $0.key < $1.key }) { text += ";\(currency);\(sum)" }
        return text + "\n"
    }

    private static func number(_ text: String, digits: Int = 12) -> Int64? {
        guard (1...digits).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
