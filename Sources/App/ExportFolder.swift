internal import Bytes
internal import Journal
internal import Machine

/// A folder that a program wrote and writes again: it knows its own files by a list that it keeps, changes those that
/// differ, removes those that are gone, and touches nothing else.
///
/// The list names every file before the first byte of it is written, so that a run that was cut short is gone on with.
struct ExportFolder {
    static let listName = ".vigie-export"
    private static let listBytesMost = 64 << 20
    private static let fileBytesMost = 16 << 20
    /// Stands for a file that is about to be written.
    private static let planned = String(repeating: "0", count: 64)

    let path: String
    private var known: [String: String]
    private var next: [String: String] = [:]
    private(set) var written = 0
    private(set) var unchanged = 0
    private(set) var removed = 0

    init(_ path: String) throws(JournalError) {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        known = [:]
        let list = self.path + "/" + Self.listName
        guard Files.exists(list) else { return }
        let bytes = try Self.attempt { () throws(MachineError) in try Files.read(list, most: Self.listBytesMost) }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
            guard parts.count == 2, parts[0].utf8.count == 64, Self.isBelow(name) else {
                throw JournalError(
                    .refused, "\(list) is not a list of vigie export: export into another folder, or remove that file")
            }
            known[name] = String(parts[0])
        }
    }

    /// A plain path that stays in the folder.
    static func isBelow(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 1_000
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part != "." && part != ".."
                    && part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
            }
    }

    /// Says which files there will be. Nothing of them is written yet.
    mutating func plan(_ names: some Sequence<String>) throws(JournalError) {
        try Self.attempt { () throws(MachineError) in try Files.makeFolder(path, mode: 0o755) }
        var all = known
        for name in names where all[name] == nil {
            if Files.exists(path + "/" + name) {
                throw JournalError(
                    .refused, "\(path)/\(name) is there and was not written by vigie export: export into another folder"
                )
            }
            all[name] = Self.planned
        }
        guard all.count > known.count else { return }
        known = all
        try writeList(all)
    }

    mutating func put(_ name: String, _ bytes: [UInt8]) throws(JournalError) {
        let digest = SHA256Digest(of: bytes).hexadecimal
        next[name] = digest
        let file = path + "/" + name
        // What somebody else changed is written again.
        if known[name] == digest, (try? Files.read(file, most: Self.fileBytesMost)) == bytes {
            unchanged += 1
            return
        }
        try Self.attempt { () throws(MachineError) in
            if let slash = name.lastIndex(of: "/") {
                try Files.makeFolder(path + "/" + name[..<slash], mode: 0o755)
            }
            try Files.replace(file, with: bytes)
        }
        written += 1
    }

    /// Removes what was not put, and keeps the list for the next time.
    mutating func finish() throws(JournalError) {
        for name in known.keys.sorted() {
            // A run that was cut short left the file that it was writing.
            Files.remove(Files.fresh(path + "/" + name))
            guard next[name] == nil else { continue }
            let file = path + "/" + name
            if Files.exists(file) {
                Files.remove(file)
                removed += 1
            }
            var parts = name.split(separator: "/").dropLast()
            while !parts.isEmpty, Files.removeEmptyFolder(path + "/" + parts.joined(separator: "/")) {
                parts = parts.dropLast()
            }
        }
        if next != known { try writeList(next) }
        known = next
    }

    private func writeList(_ list: [String: String]) throws(JournalError) {
        var text = "# Written by vigie export. Check it with: sha256sum -c \(Self.listName)\n"
        for name in list.keys.sorted() { text += "\(list[name] ?? Self.planned)  \(name)\n" }
        try Self.attempt { () throws(MachineError) in
            try Files.replace(path + "/" + Self.listName, with: Array(text.utf8))
        }
    }

    private static func attempt<Value>(_ work: () throws(MachineError) -> Value) throws(JournalError) -> Value {
        do throws(MachineError) {
            return try work()
        } catch {
            throw JournalError(.unavailable, "\(error.message); check that the folder may be written")
        }
    }
}
