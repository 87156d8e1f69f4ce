internal import CLI
internal import Findings
internal import Glibc
internal import Machine
internal import Reading
internal import Vocabulary

/// `vigie read FILE|-`: prints the facts of a vendor's report.
enum ReadRun {
    static func run(_ command: ReadCommand, on console: Console) throws(ProgramFailure) -> ExitCode {
        let zone = try zone(command.zone)
        let context = ReadingContext(vendor: command.vendor, zone: zone, zones: ZoneFiles.catalogue)
        let bytes = try bytes(command.file)
        let report: Report
        do throws(ReadingRefusal) {
            report = try ReportReader.read(bytes, context: context)
        } catch {
            throw .other(message: "\(error)", hint: nil, code: .data)
        }
        console.answer(ReadReportDocument.json(report))
        for line in ReadReportText.lines(report, zone: zone) { console.line(line) }
        return .success
    }

    private static func zone(_ identifier: String?) throws(ProgramFailure) -> Zone? {
        guard let identifier else { return nil }
        guard let zone = ZoneFiles.catalogue.zone(identifier) else {
            throw .other(
                message: "there is no zone of that name", hint: "--zone takes an IANA name such as Europe/Paris",
                code: .usage)
        }
        return zone
    }

    /// One byte more than the reader takes is enough for it to refuse the text.
    private static func bytes(_ file: String) throws(ProgramFailure) -> [UInt8] {
        let most = ReportReader.bytesMost + 1
        do throws(MachineError) {
            return try file == "-"
                ? Files.read(descriptor: STDIN_FILENO, named: "standard input", most: most)
                : Files.read(file, most: most)
        } catch {
            if error.code == EFBIG { throw .other(message: "\(ReadingRefusal.tooLong)", hint: nil, code: .data) }
            throw .other(message: error.message, hint: nil, code: error.code == ENOENT ? .noInput : .inputOutput)
        }
    }
}
