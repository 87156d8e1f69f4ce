internal import CMachine
internal import Glibc
package import Network

/// Addresses as the system's calls take and give them.
package enum SocketPlace {
    /// A listening socket, or a negative error number.
    static func listen(_ place: SocketAddress, backlog: Int) -> Int32 {
        unsafe withPlace(place) { base, length in
            unsafe cmachine_listen_tcp(base, length, Int32(clamping: backlog), 0, place.address == .unspecified ? 0 : 1)
        }
    }

    /// A socket that connects, or a negative error number.
    static func connect(_ place: SocketAddress) -> Int32 {
        unsafe withPlace(place) { base, length in unsafe cmachine_connect_tcp(base, length) }
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
        unsafe withUnsafeMutableBytes(of: &system.sin6_addr) { bytes in
            unsafe bytes.storeBytes(of: place.address.high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: place.address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return call(&system)
    }

    static func address(_ storage: sockaddr_storage) -> NetworkAddress {
        unsafe withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let address = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                return NetworkAddress(version4: UInt32(bigEndian: address.sin_addr.s_addr))
            case AF_INET6:
                let high = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                let low = unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
                return NetworkAddress(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
            default: return .unspecified
            }
        }
    }

    /// The port that the system chose.
    static func port(of socket: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
                unsafe getsockname(socket, base, &length)
            }
        }
        guard result == 0 else { return 0 }
        // The port stands at the same place in both families.
        return unsafe withUnsafeBytes(of: storage) { unsafe UInt16($0[2]) << 8 | UInt16($0[3]) }
    }

    /// What a name stands for, in the resolver's order. It blocks: never call it on a loop.
    package static func addresses(of name: String) -> [NetworkAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_ADDRCONFIG
        var first: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
        defer { unsafe freeaddrinfo(first) }
        var addresses: [NetworkAddress] = []
        var next = unsafe first
        while let entry = unsafe next, addresses.count < 16 {
            if let place = unsafe entry.pointee.ai_addr {
                var storage = sockaddr_storage()
                let length = unsafe min(Int(entry.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
                unsafe withUnsafeMutableBytes(of: &storage) {
                    unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: place, count: length))
                }
                addresses.append(address(storage))
            }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }
}
