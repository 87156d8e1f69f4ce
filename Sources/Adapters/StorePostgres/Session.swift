internal import Journal

/// What a connection is for; it decides the session's settings.
enum SessionRole {
    case writer
    case reader
    case listener
}

extension PostgresAddress {
    func connectionSettings(for host: Host, limits: PostgresLimits) -> [(key: String, value: String)] {
        var settings: [(key: String, value: String)] = [
            // A server that became a standby is not ours: its picture may be old, and nothing can be written.
            ("target_session_attrs", "read-write"),
            ("client_encoding", "UTF8"),
            ("fallback_application_name", "vigie"),
            ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", String(milliseconds(limits.statement))),
            ("connect_timeout", String(max(limits.connect.components.seconds, 2))),
        ]
        if !host.name.isEmpty { settings.append(("host", host.name)) }
        if !host.port.isEmpty { settings.append(("port", host.port)) }
        if let user { settings.append(("user", user)) }
        if let password { settings.append(("password", password)) }
        if let database { settings.append(("dbname", database)) }
        return settings + options
    }
}

extension PostgresConnection {
    /// Bodies are packed by lz4 where the server has it: it costs an append a fraction of what the older way does.
    private static let settle = Statement(
        "settle",
        """
        SELECT set_config('search_path', $1::text, false),
            set_config('synchronous_commit',
                CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
            set_config('lock_timeout', $2::text, false),
            set_config('idle_in_transaction_session_timeout', $3::text, false),
            set_config('client_connection_check_interval', '2s', false),
            set_config('client_min_messages', 'warning', false),
            set_config('default_toast_compression', (
                SELECT CASE WHEN 'lz4' = ANY(enumvals) THEN 'lz4' ELSE setting END
                FROM pg_settings WHERE name = 'default_toast_compression'), false),
            current_setting('fsync'), current_setting('server_version_num')::int8, current_setting('server_encoding')
        """)

    /// Sets the session up and refuses a server on which an acknowledgement would mean nothing.
    func settle(_ role: SessionRole, schema: String, limits: PostgresLimits) throws(PostgresFailure) {
        let lockWait = max(milliseconds(limits.statement) - 1_000, milliseconds(limits.statement) / 2)
        // A node that is cut off in the middle of an append holds the append lock until its session ends.
        let idle = role == .writer ? milliseconds(limits.statement) : 60_000
        let rows = try run(Self.settle.with(.text(schema), .text(String(lockWait)), .text(String(idle))))
        guard rows.text(0, 7) == "on" else {
            throw PostgresFailure(
                kind: .statement, state: "42501",
                message: "the server runs with fsync=off, so nothing it acknowledges survives a power loss; "
                    + "set fsync=on in postgresql.conf")
        }
        guard rows.integer(0, 8) >= 150_000 else {
            throw PostgresFailure(
                kind: .statement, state: "0A000",
                message: "the server is older than PostgreSQL 15 (\(rows.integer(0, 8))); upgrade it")
        }
        guard rows.text(0, 9) == "UTF8" else {
            throw PostgresFailure(
                kind: .statement, state: "0A000",
                message: "the database's encoding is \(rows.text(0, 9)), not UTF8; create it with ENCODING 'UTF8'")
        }
    }

    /// Opens and sets up in one step.
    static func enter(
        _ role: SessionRole, _ address: PostgresAddress, limits: PostgresLimits, counter: StatementCounter
    ) throws(PostgresFailure) -> PostgresConnection {
        let connection = try open(address, limits: limits, counter: counter)
        try connection.settle(role, schema: address.schema, limits: limits)
        return connection
    }
}
