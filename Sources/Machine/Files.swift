internal import CMachine
internal import Glibc

/// Small whole files: configuration, zone data, certificates. Bounded, because nobody reads a file of unknown size at once.
package enum Files {
    /// The content of a regular file of at most `most` bytes.
    package static func read(_ path: String, most: Int) throws(MachineError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MachineError("reading \(path)", result: -errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw MachineError("reading \(path)", result: -errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw MachineError("reading \(path)", result: status.st_mode & S_IFMT == S_IFDIR ? -EISDIR : -EINVAL)
        }
        return try read(descriptor: descriptor, named: path, most: most)
    }

    /// What can still be read from a descriptor, of whatever kind, when it is at most `most` bytes.
    package static func read(descriptor: Int32, named name: String, most: Int) throws(MachineError) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw MachineError("reading \(name)", result: -errno) }
            if count == 0 { return content }
            guard content.count + count <= most else { throw MachineError("reading \(name)", result: -EFBIG) }
            content.append(contentsOf: chunk[..<count])
        }
    }

    /// Makes a folder and those above it, for this user and group alone unless `mode` says otherwise; nothing happens when it
    /// is there.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o750) throws(MachineError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix == "/" ? "" : "/") + part
            guard unsafe mkdir(prefix, mode) == 0 || errno == EEXIST else {
                throw MachineError("making the folder \(prefix)", result: -errno)
            }
        }
    }

    /// Whether something is there under this name.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Where a file is written before it takes its place.
    package static func fresh(_ path: String) -> String { path + ".new" }

    /// Writes a file whole or not at all: who reads it meanwhile reads what was there before. Others may read it.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(MachineError) {
        let fresh = fresh(path)
        let descriptor = unsafe open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw MachineError("writing \(fresh)", result: -errno) }
        let isWritten = write(bytes, to: descriptor)
        let problem = errno
        guard close(descriptor) == 0, isWritten else {
            remove(fresh)
            throw MachineError("writing \(fresh)", result: -problem)
        }
        guard unsafe rename(fresh, path) == 0 else {
            let problem = errno
            remove(fresh)
            throw MachineError("renaming \(fresh)", result: -problem)
        }
    }

    /// Makes a file that its owner alone may read; false when there is one of this name already, which stays as it is.
    package static func makeSecret(_ path: String, _ bytes: [UInt8]) throws(MachineError) -> Bool {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw MachineError("making \(path)", result: -errno)
        }
        // A secret that is lost with the power is worse than none.
        let isWritten = write(bytes, to: descriptor) && fsync(descriptor) == 0
        let problem = errno
        guard close(descriptor) == 0, isWritten else {
            remove(path)
            throw MachineError("writing \(path)", result: -problem)
        }
        return true
    }

    /// Removes a folder when nothing is in it; whether it was.
    @discardableResult
    package static func removeEmptyFolder(_ path: String) -> Bool { unsafe rmdir(path) == 0 }

    /// What is in a folder, in no order; nothing where there is none.
    package static func names(in folder: String) -> [String] {
        guard let handle = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            // The entry is valid until the next call, and its name ends with a zero.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a file; one that is not there is as good as removed.
    package static func remove(_ path: String) { unsafe unlink(path) }

    /// Writes all bytes to a descriptor, in as many calls as it takes; false when nobody takes them any more.
    @discardableResult
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                // The buffer is valid for the call, and `done` is below its count.
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}
