internal import CMachine
internal import Glibc
internal import Network

/// Addresses as the system's calls take them, and its errors as words.
enum ProbeSocket {
    /// A socket that connects, or a negative error number.
    static func connectStream(_ place: SocketAddress) -> Int32 {
        unsafe withPlace(place) { base, length in unsafe cmachine_connect_tcp(base, length) }
    }

    static func connectDatagrams(_ place: SocketAddress) -> Int32 {
        unsafe withPlace(place) { base, length in unsafe cmachine_connect_udp(base, length) }
    }

    static func connectEcho(_ place: SocketAddress) -> Int32 {
        unsafe withPlace(place) { base, length in unsafe cmachine_connect_echo(base, length) }
    }

    static func words(_ error: Int32) -> String {
        guard let text = unsafe cmachine_error_text(error) else { return "error \(error)" }
        return unsafe String(cString: text)
    }

    private static func withPlace(
        _ place: SocketAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        func call<Place>(_ system: inout Place) -> Int32 {
            unsafe withUnsafePointer(to: &system) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
                    unsafe body(base, socklen_t(MemoryLayout<Place>.size))
                }
            }
        }
        if place.address.isVersion4 {
            var system = sockaddr_in()
            system.sin_family = sa_family_t(AF_INET)
            system.sin_port = place.port.bigEndian
            system.sin_addr.s_addr = UInt32(truncatingIfNeeded: place.address.low).bigEndian
            return call(&system)
        }
        var system = sockaddr_in6()
        system.sin6_family = sa_family_t(AF_INET6)
        system.sin6_port = place.port.bigEndian
        unsafe withUnsafeMutableBytes(of: &system.sin6_addr) { unsafe $0.copyBytes(from: place.address.bytes) }
        return call(&system)
    }
}
