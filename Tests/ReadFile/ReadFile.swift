import Findings
import Foundation
import JSON
import Reading
import Vocabulary

/// `read-file [--vendor NAME] [--zone ZONE] -|FILE`: reads a report and prints its facts, for work on the reader alone. The
/// program's own command is `vigie read`.
@main enum ReadFile {
    static func main() throws {
        var vendor: String?
        var zone: String?
        var path = "-"
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--vendor": vendor = arguments.popFirst()
            case "--zone": zone = arguments.popFirst()
            default: path = argument
            }
        }
        let catalogue = ZoneCatalogue { identifier in
            (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + identifier))).map { Array($0) }
        }
        let data = try path == "-" ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(fileURLWithPath: path))
        let context = ReadingContext(vendor: vendor, zone: zone.flatMap { catalogue.zone($0) }, zones: catalogue)
        let clock = ContinuousClock()
        let began = clock.now
        do throws(ReadingRefusal) {
            let report = try ReportReader.read(Array(data), context: context)
            if ProcessInfo.processInfo.environment["READ_TIME"] != nil {
                FileHandle.standardError.write(Data("\(data.count) bytes in \(clock.now - began)\n".utf8))
            }
            var writer = JSONWriter(style: .pretty)
            writer.value(ReadReportDocument.json(report))
            FileHandle.standardOutput.write(Data(writer.takeBytes()))
            print()
        } catch {
            FileHandle.standardError.write(Data("read-file: \(error) (\(clock.now - began))\n".utf8))
            exit(65)
        }
    }
}
