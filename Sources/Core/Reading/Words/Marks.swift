/// What a word, or the phrase that begins with it, can mean. A token carries every meaning it may have; rules decide.
struct Marks: OptionSet, Sendable, Hashable {
    let rawValue: UInt128

    init(rawValue: UInt128) { self.rawValue = rawValue }
    private init(_ bit: UInt128) { rawValue = 1 << bit }

    // Around times.
    static let between = Marks(0)
    static let from = Marks(1)
    static let to = Marks(2)
    static let and = Marks(3)
    static let since = Marks(4)
    static let around = Marks(5)
    static let glue = Marks(6)
    static let clockCue = Marks(7)
    static let sameDay = Marks(8)
    static let today = Marks(9)
    static let yesterday = Marks(10)

    // What happened at a time.
    static let starts = Marks(11)
    static let ends = Marks(12)
    static let detected = Marks(13)
    static let identified = Marks(14)
    static let mitigated = Marks(15)
    static let incidentStarts = Marks(16)
    static let incidentEnds = Marks(17)
    static let recurs = Marks(18)
    static let impact = Marks(19)
    static let changeMade = Marks(20)

    // What a sentence is about instead.
    static let planned = Marks(21)
    static let hearsay = Marks(22)
    static let peak = Marks(23)
    static let openingHours = Marks(24)
    static let otherIncident = Marks(25)
    static let negation = Marks(26)
    static let ongoing = Marks(27)
    static let resolvedWord = Marks(28)

    // Labels.
    static let labelStart = Marks(29)
    static let labelEnd = Marks(30)
    static let labelResponsibility = Marks(31)
    static let labelPriority = Marks(32)
    static let labelRootCause = Marks(33)
    static let labelActions = Marks(34)
    static let labelServices = Marks(35)
    static let labelOther = Marks(36)
    static let labelSeverity = Marks(37)
    static let labelImpact = Marks(38)
    static let labelTimeline = Marks(39)

    // Causes.
    static let causeDeploy = Marks(40)
    static let causeConfig = Marks(41)
    static let causeDNS = Marks(42)
    static let causeCertificate = Marks(43)
    static let causeExternal = Marks(44)
    static let causeCapacity = Marks(45)
    static let causeBug = Marks(46)
    static let causeHardware = Marks(47)
    static let causeNetwork = Marks(48)
    static let causeSecurity = Marks(49)
    static let causeHuman = Marks(50)
    static let because = Marks(51)
    static let external = Marks(52)
    static let internalWord = Marks(53)
    static let sample = Marks(54)
    static let firstPerson = Marks(55)
    static let maintenance = Marks(56)
    static let unplannedWord = Marks(57)
    static let versionBelow = Marks(58)
    static let englishVersion = Marks(59)
    static let normal = Marks(60)
    static let hour = Marks(61)
    static let minute = Marks(62)
    static let dayWord = Marks(63)
    /// Somebody reports what somebody said: press.
    static let reporting = Marks(64)
    /// `no`, `not`, `ni`: what follows is denied.
    static let denial = Marks(65)
    /// Somebody else is said to be the cause, in so many words.
    static let externalStated = Marks(66)
    /// `led to`: the cause stands before it.
    static let causesNext = Marks(67)
    /// The cause is still looked for, or is only possible.
    static let unsettled = Marks(68)
}

/// Languages that a word is typical of.
struct Tongues: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }

    static let codes = ["en", "fr", "it", "es", "de", "pt", "nl", "no", "da"]
}
