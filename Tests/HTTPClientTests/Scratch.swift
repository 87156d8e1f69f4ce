import Foundation
import Glibc
import TestProcesses

/// A temporary directory with certificates made by the openssl program, removed when the value goes.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "vigie-http-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: file(name))))
    }

    /// Runs a shell script in the directory.
    func run(_ script: String) throws {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-ec", script]
        process.currentDirectoryURL = URL(filePath: path)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ServerFailure("a script of the tests failed: \(script)") }
    }

    /// Two authorities; certificates for servers, one of them expired; client certificates of either authority.
    static let certificates = """
        key() { openssl ecparam -name prime256v1 -genkey -noout -out $1.key; }
        authority() { key $1; openssl req -x509 -new -key $1.key -subj "/CN=Test authority $1" -days 2 -out $1.pem; }
        certificate() {
            key $1
            echo "subjectAltName=$2" >$1.ext
            openssl req -new -key $1.key -subj "/O=Vigie tests/CN=$1" -out $1.csr
            openssl x509 -req -in $1.csr -CA $3.pem -CAkey $3.key -set_serial 0x4D2 -days $4 -extfile $1.ext -out $1.pem
        }
        authority authority
        authority stranger
        certificate service DNS:service.test,DNS:localhost,IP:127.0.0.1 authority 2
        certificate other DNS:other.test authority 2
        certificate expired IP:127.0.0.1 authority -1
        certificate customer DNS:customer.test authority 2
        certificate intruder DNS:intruder.test stranger 2
        """
}

struct ServerFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// TCP sockets for tests, on loopback.
enum Socket {
    static func listener(port: UInt16 = 0, backlog: Int32 = 4_096) throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ServerFailure("no socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) == 0 && listen(descriptor, backlog) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else {
            close(descriptor)
            throw ServerFailure("cannot listen")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 {
        let (descriptor, port) = try listener()
        close(descriptor)
        return port
    }

    static func accepts(port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    static func send(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count
        }
    }

    /// Reads until the blank line that ends a request's head.
    static func readHead(_ descriptor: Int32) -> String {
        var head: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = unsafe read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            head += piece.prefix(count)
        }
        return String(decoding: head, as: UTF8.self)
    }
}
