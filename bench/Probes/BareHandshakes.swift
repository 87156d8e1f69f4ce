internal import CMachine
internal import COpenSSL
internal import Glibc
internal import Machine
internal import Network

/// What OpenSSL and the kernel take for connections that are made, secured by a full handshake, verified and closed, with nothing
/// else around: one after the other, on sockets that block.
@safe struct BareHandshakes {
    // Safe: the context lives as long as the program.
    private let context: OpaquePointer
    private let target: Target

    init(_ target: Target) throws {
        self.target = target
        // As Debian has it: what probes leave out of it is in.
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw Usage() }
        unsafe copenssl_settle_probe(context)
        unsafe self.context = context
        unsafe target.trust.withUnsafeBytes { bytes in
            guard let text = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return }
            while let certificate = unsafe copenssl_next_certificate(text) {
                _ = unsafe copenssl_trust(context, certificate)
                unsafe X509_free(certificate)
            }
            unsafe BIO_free(text)
        }
    }

    func run(seconds: Double) throws -> String {
        var counted = Counted()
        _ = once(0)
        let began = SystemClock.monotonicMicroseconds()
        let end = began + Int64(seconds * 1e6)
        let processor = processorSeconds()
        while SystemClock.monotonicMicroseconds() < end {
            if !once(counted.done) { counted.failed += 1 }
            counted.done += 1
        }
        return counted.line(
            Double(SystemClock.monotonicMicroseconds() - began) / 1e6, processorSeconds() - processor)
    }

    private func once(_ number: Int) -> Bool {
        let place = target.place(number)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = place.port.bigEndian
        address.sin_addr.s_addr = UInt32(truncatingIfNeeded: place.address.low).bigEndian
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
                unsafe connect(descriptor, base, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected, let ssl = unsafe SSL_new(context) else { return false }
        defer { unsafe SSL_free(ssl) }
        guard unsafe SSL_set_fd(ssl, descriptor) == 1, unsafe copenssl_set_server_name(ssl, target.name) == 1,
            unsafe SSL_set1_host(ssl, target.name) == 1, unsafe SSL_connect(ssl) == 1
        else { return false }
        let isTrusted = unsafe SSL_get_verify_result(ssl) == Int(X509_V_OK)
        _ = unsafe SSL_shutdown(ssl)
        return isTrusted
    }
}
