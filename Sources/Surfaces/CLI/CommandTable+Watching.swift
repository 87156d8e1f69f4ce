internal import Settings

/// The commands about what is probed.
extension CommandTable {
    static let probe = CommandDefinition(
        name: "probe", summary: "Run one probe now and explain every phase",
        paragraphs: [
            "Asks once, on a fresh connection, from this machine, and says how long each phase took and what came. NAME is a "
                + "probe of watch.file, which asks all of its targets, or one target such as pay-page/external/balancer. A name "
                + "that leads to several addresses is asked at each of them.",
            "Every kind that asks can be run. Nothing is kept of it.",
        ],
        positionals: [PositionalDefinition(name: "NAME", documentation: "A probe or a target.")],
        options: [config, json],
        examples: [.init(line: "vigie probe --config vigie.yaml record-pay", meaning: "each name server, now")],
        exitCodes: [.success, .usage, .noInput, .unavailable, .inputOutput, .configuration],
        build: { arguments throws(UsageError) in
            guard arguments.value("config") != nil else {
                throw UsageError("probe needs --config", hint: "the file that names watch.file")
            }
            return .probe(ProbeCommand(source: arguments.settingsSource, name: arguments.positionals[0]))
        })

    static let watch = CommandDefinition(
        name: "watch", summary: "What is watched: every verdict, and open cases",
        paragraphs: [
            "Reads the file of probes and the journal, and prints each target's verdict with since when it stands, and each "
                + "case that is open or watched for a while: what it hits, and whose fault it most likely is.",
            "A verdict is what was judged last: while no server runs, it is as old as the time beside it says.",
        ],
        options: storeOptions + [json],
        examples: [.init(line: "vigie watch --config vigie.yaml", meaning: "the matrix, now")],
        exitCodes: [.success, .usage, .noInput, .unavailable, .inputOutput, .configuration],
        build: { arguments throws(UsageError) in
            guard arguments.value("config") != nil else {
                throw UsageError("watch needs --config", hint: "the file that names watch.file")
            }
            return .watch(arguments.settingsSource)
        })
}
