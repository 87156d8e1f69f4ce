internal import Journal

extension JournalContract {
    static let boundsCases: [ContractCase] = [
        ContractCase("a command outside the bounds is refused with a sentence and leaves nothing") { scope in
            let store = try await scope.store()
            for (what, command) in tooMuch {
                let error = try await checkThrows(.refused, what) { try await store.append(command) }
                try checkEqual(error.message, command.objection ?? "no objection", what)
            }
            try checkEqual(try await store.head(), .empty, "the head")
        },
        ContractCase("an entry of the largest size is kept and given back") { scope in
            let store = try await scope.store([LastBodyProjection()])
            let body = [UInt8](repeating: 0xe9, count: AppendCommand.bodyBytesMost)
            let draft = EntryDraft(stream: Material.stream("large"), kind: "test.large", body: body)
            _ = try await store.append(Material.command([draft, draft]))
            let entries = try await store.allEntries()
            try check(entries.map(\.body) == [body, body], "the bodies differ")
            try await checkWhole(store, projections: [LastBodyProjection()])
        },
        ContractCase("names of the largest length are kept and given back") { scope in
            let store = try await scope.store()
            let id = String(repeating: "i", count: 200 - "test/".count)
            var command = Material.command(id, key: String(repeating: "k", count: 200))
            command.actor = Actor(String(repeating: "a", count: 200))
            command.drafts[0].kind = EntryKind(String(repeating: "d", count: 100))
            let receipt = try await store.append(command)
            try checkEqual(try await store.append(command), receipt, "the receipt")
            let entry = try await store.allEntries()[0]
            try checkEqual(entry.stream, command.drafts[0].stream, "the stream")
            try checkEqual(entry.actor, command.actor, "the actor")
            try checkEqual(entry.kind, command.drafts[0].kind, "the kind")
        },
    ]

    private static var tooMuch: [(String, AppendCommand)] {
        var noActor = Material.command("a")
        noActor.actor = "a person"
        let mebibyte = [UInt8](repeating: 0, count: AppendCommand.bodyBytesMost)
        let large = EntryDraft(stream: Material.stream("a"), kind: "test.large", body: mebibyte)
        var larger = large
        larger.body.append(0)
        return [
            ("no entries", Material.command([])),
            ("too many entries", Material.command((0...AppendCommand.draftsMost).map { Material.draft($0) })),
            ("an actor with a space", noActor),
            ("a stream with a space", Material.command("a b")),
            ("a stream outside ASCII", Material.command("é")),
            ("a long stream", Material.command(String(repeating: "s", count: 200))),
            ("a kind with a space", Material.command([Material.draft("a", kind: "test happened")])),
            ("an empty kind", Material.command([Material.draft("a", kind: "")])),
            ("a body too large", Material.command([larger])),
            ("bodies too large together", Material.command((0...16).map { _ in large })),
            (
                "too many expectations",
                Material.command([Material.draft("a")], expecting: (0...1_000).map { Material.expect($0, 0) })
            ),
        ]
    }
}
