import Testing

/// The layer check: an import that breaks the house fails here.
@Suite struct LayerTests {
    @Test func `every import stays within what its layer may see`() throws {
        let house = try House(manifest: Repository.text("Package.swift"))
        #expect(house.targets.count >= 15, "Package.swift is no longer of the form that this check reads")
        for target in house.targets {
            let files = Repository.files(below: target.folder, endings: [".swift"])
            #expect(!files.isEmpty, "\(target.folder) holds no Swift file")
            for file in files {
                for line in file.lines {
                    guard let module = Self.importedModule(line) else { continue }
                    if let objection = Self.objection(to: module, in: target, of: house) {
                        Issue.record("\(file.path) imports \(module): \(objection)")
                    }
                }
            }
        }
    }

    @Test func `the check sees an import that breaks the house`() throws {
        let house = try House(manifest: Repository.text("Package.swift"))
        func objection(_ module: String, in name: String) throws -> String? {
            let target = try #require(house.targets.first { $0.name == name })
            return Self.objection(to: module, in: target, of: house)
        }
        #expect(try objection("Journal", in: "Vocabulary") != nil)
        #expect(try objection("Glibc", in: "Telling") != nil)
        #expect(try objection("StorePostgres", in: "StoreSQLite") != nil)
        #expect(try objection("StoreSQLite", in: "Web") != nil)
        #expect(try objection("Foundation", in: "HTTPServer") != nil)
        #expect(try objection("CSQLite", in: "Journal") != nil)
        #expect(try objection("Journal", in: "StoreSQLite") == nil)
    }

    @Test func `a C library is imported in one target, shims aside`() throws {
        let house = try House(manifest: Repository.text("Package.swift"))
        // OpenSSL serves two purposes: digests (a pure function) and TLS. libcurl does too: HTTP on an event loop, and
        // mail on threads that block.
        let shared: Set<String> = ["COpenSSL", "CMachine", "CCurl"]
        var importers: [String: Set<String>] = [:]
        for target in house.targets {
            for file in Repository.files(below: target.folder, endings: [".swift"]) {
                for module in file.lines.compactMap(Self.importedModule) where Self.isCLibrary(module) {
                    importers[module, default: []].insert(target.name)
                }
            }
        }
        #expect(!importers.isEmpty)
        for (module, names) in importers where !shared.contains(module) {
            #expect(names.count == 1, "\(module) is imported in \(names.sorted())")
        }
    }

    private static func importedModule(_ line: Substring) -> String? {
        guard line.contains("import "),
            let match = line.wholeMatch(
                of: #/\s*(?:@\w+\s+)?(?:package |public |internal |private )?import (?:\w+ )?(\w+)(?:\.\w+)*\s*/#)
        else { return nil }
        return String(match.1)
    }

    private static func isCLibrary(_ module: String) -> Bool {
        module.count > 1 && module.first == "C" && module.dropFirst().first?.isUppercase == true
            && !["CLI", "CB2A"].contains(module)
    }

    private static func objection(to module: String, in target: House.Target, of house: House) -> String? {
        if House.toolchain[target.layer]?.contains(module) == true { return nil }
        // The shelf of languages: files add to it once, before anything is made; what is there is never taken away.
        if target.name == "Telling", module == "Synchronization" { return nil }
        let isDeclared = target.dependencies.contains(module)
        if isCLibrary(module) { return isDeclared ? nil : "it is no declared dependency of \(target.name)" }
        guard let layer = house.layer(of: module) else { return "\(target.layer) may not use this module" }
        guard House.mayImport[target.layer]?.contains(layer) == true else {
            return "\(target.layer) may not look at \(layer)"
        }
        return isDeclared ? nil : "it is no declared dependency of \(target.name)"
    }
}
