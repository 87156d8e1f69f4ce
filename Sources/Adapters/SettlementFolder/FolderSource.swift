internal import Glibc
internal import Machine
package import Settlement

/// Settlement files in one folder.
///
/// A file whose transfer goes on belongs under another ending, or under a name that begins with a point: such names are passed over.
package final class FolderSource: SettlementSource {
    package static let filesMost = 10_000
    package static let bytesMost = 64 << 20
    private static let unfinished = [".new", ".part", ".partial", ".filepart", ".tmp"]

    private let folder: String
    private let thread: BlockingThread<BlockingWork<String>>

    package init(_ folder: String) {
        self.folder = folder
        thread = BlockingThread(name: "settlement-files", capacity: 64) { _, works in
            for work in works { work(folder) }
        }
    }

    package func notices() async throws(SettlementSourceError) -> [SettlementNotice] {
        try await thread.run(orElse: Self.refusal) { folder throws(SettlementSourceError) in
            try Self.list(folder)
        }
    }

    package func content(of notice: SettlementNotice) async throws(SettlementSourceError) -> [UInt8] {
        let name = notice.name
        return try await thread.run(orElse: Self.refusal) { folder throws(SettlementSourceError) in
            do throws(MachineError) {
                return try Files.read(folder + "/" + name, most: Self.bytesMost)
            } catch {
                throw SettlementSourceError(error.message)
            }
        }
    }

    package func close() async { await thread.stop() }

    private static func refusal(_ acceptance: BlockingThread<BlockingWork<String>>.Acceptance) -> SettlementSourceError
    {
        SettlementSourceError("the folder of settlement files is closed, or too much waits for it")
    }

    private static func list(_ folder: String) throws(SettlementSourceError) -> [SettlementNotice] {
        guard let directory = unsafe opendir(folder) else {
            throw SettlementSourceError(MachineError("reading the folder \(folder)", result: -errno).message)
        }
        defer { unsafe closedir(directory) }
        var notices: [SettlementNotice] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                // The system ends the name with a zero inside the array.
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard unsafe stat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                !unfinished.contains(where: name.hasSuffix)
            else { continue }
            let state = "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
            // A name of other letters is none that a provider gives.
            guard let notice = SettlementNotice(name: name, state: state) else { continue }
            guard notices.count < filesMost else {
                throw SettlementSourceError(
                    "\(folder) holds more than \(filesMost) files; move those that were taken in to another folder")
            }
            notices.append(notice)
        }
        return notices
    }
}
