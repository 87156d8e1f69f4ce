// Codes of the standard, with a word for each. What a code means is said where its word does not.

/// What a message wants (`MsgFctn`).
package enum MessageFunction: String, NexoCode, CaseIterable {
    case authorisationRequest = "AUTQ"
    case authorisationResponse = "AUTP"
    /// The authorisation also captures.
    case financialAuthorisationRequest = "FAUQ"
    case financialAuthorisationResponse = "FAUP"
    case completionAdvice = "CMPV"
    case completionAdviceResponse = "CMPK"
    case financialCompletionAdvice = "FCMV"
    case financialCompletionAdviceResponse = "FCMK"
    case reversalAdvice = "RVRA"
    case reversalAdviceResponse = "RVRR"
    case financialReversalAdvice = "FRVA"
    case financialReversalAdviceResponse = "FRVR"
    case cancellationRequest = "CCAQ"
    case cancellationResponse = "CCAP"
    case cancellationAdvice = "CCAV"
    case cancellationAdviceResponse = "CCAK"
    case reconciliationRequest = "RCLQ"
    case reconciliationResponse = "RCLP"
    case diagnosticRequest = "DGNQ"
    case diagnosticResponse = "DGNP"
    /// A request, or a response, is rejected.
    case requestRejection = "RJCQ"
    case responseRejection = "RJCP"

    package var isReversal: Bool { self == .reversalAdvice || self == .financialReversalAdvice }
}

package enum PartyKind: String, NexoCode, CaseIterable {
    /// The terminal.
    case pointOfInteraction = "OPOI"
    case merchant = "MERC"
    case acceptor = "ACCP"
    /// Between acceptor and acquirer.
    case intermediaryAgent = "ITAG"
    case acquirer = "ACQR"
    case issuer = "CISS"
    case delegateIssuer = "DLIS"
    case masterTerminalManager = "MTMG"
    case taxAuthority = "TAXH"
    case terminalManager = "TMGT"
    /// The chip.
    case card = "ICCA"
}

/// What became of a request (`Rspn`).
package enum ResponseCode: String, NexoCode, CaseIterable {
    case approved = "APPR"
    case declined = "DECL"
    case partiallyApproved = "PART"
    case suspended = "SUSP"
    case technicalError = "TECH"

    /// The whole chain answered, whatever it said; suspended and technical errors are failures of the chain.
    package var isAnswer: Bool { self == .approved || self == .declined || self == .partiallyApproved }
}

package enum TransactionType: String, NexoCode, CaseIterable {
    case balance = "BALC"
    case cardActivation = "CACT"
    case cardPayment = "CRDP"
    case cashAdvance = "CAFH"
    case cardAvailability = "CAVR"
    case cashWithdrawal = "CSHW"
    case cashDeposit = "CSHD"
    case deferredPayment = "DEFR"
    case load = "LOAD"
    case originalCredit = "ORCR"
    case pinChange = "PINC"
    case quasiCash = "QUCH"
    case refund = "RFND"
    case reservation = "RESA"
    case cardValidity = "VALC"
    case unload = "UNLD"
    case fundTransferTo = "CAFT"
    case fundTransferLoad = "CAFL"
    case cardIdentification = "CIDD"
}

package enum AttendanceContext: String, NexoCode, CaseIterable {
    case attended = "ATTD"
    case semiAttended = "SATT"
    case unattended = "UATT"
}

package enum TransactionChannel: String, NexoCode, CaseIterable {
    case mail = "MAIL"
    case telephone = "TLPH"
    case electronicCommerce = "ECOM"
    case televisionPayment = "TVPY"
    case secureElectronicCommerce = "SECM"
    case mobile = "MOBL"
    case mobilePointOfSale = "MPOS"
}

package enum TransactionEnvironment: String, NexoCode, CaseIterable {
    case merchant = "MERC"
    case closed = "PRIV"
    case open = "PUBL"
}

package enum CardDataReading: String, NexoCode, CaseIterable {
    case tag = "TAGC"
    /// Typed, or read from what is printed.
    case physical = "PHYS"
    case barCode = "BRCD"
    case magneticStripe = "MGST"
    case chip = "CICC"
    case accountOnFile = "DFLE"
    case contactless = "CTLS"
    /// With an application that conforms to EMV.
    case contactlessEMV = "ECTL"
    case cardOnFile = "CDFL"
    case synchronousChip = "SICC"
    case unknown = "UNKW"
    case quickResponseCode = "QRCD"
    case opticalCode = "OPTC"
}

package enum FallbackIndicator: String, NexoCode, CaseIterable {
    case finalFallback = "FFLB"
    case stripeFallback = "SFLB"
    case noFallback = "NFLB"
}

package enum AmountQualifier: String, NexoCode, CaseIterable {
    case actual = "ACTL"
    case estimated = "ESTM"
    case maximum = "MAXI"
    case standard = "DFLT"
    case replacement = "RPLT"
    case incremental = "INCR"
    case decremental = "DECR"
    case residual = "RESD"
}

/// Why a transaction did not go through, or is taken back (`FailrRsn`).
package enum FailureReason: String, NexoCode, CaseIterable {
    case cardDeclined = "CDCL"
    case customerCancelled = "CUCL"
    case malfunction = "MALF"
    case finalDecline = "FDCL"
    case noDecline = "NDCL"
    case partial = "PART"
    case suspectedFraud = "SFRD"
    /// No answer in time.
    case timeout = "TIMO"
    /// An answer that came too late.
    case late = "LATE"
    case unableToComplete = "UCMP"
    case unableToSend = "USND"
    case security = "SECU"
}

package enum TotalsType: String, NexoCode, CaseIterable {
    case credit = "CRDT"
    case creditReversal = "CRDR"
    case debit = "DEBT"
    case debitReversal = "DBTR"
    case declined = "DECL"
    case failed = "FAIL"
}

package enum TerminalManagerContact: String, NexoCode, CaseIterable {
    case critical = "CRIT"
    case asSoonAsPossible = "ASAP"
    case atDateTime = "DTIM"
}

package enum DataSetCategory: String, NexoCode, CaseIterable {
    case softwarePackage = "SWPK"
    case vendorParameters = "VDPR"
    case acquirerParameters = "AQPR"
    case merchantParameters = "MRPR"
    /// Transactions to capture: what a batch holds.
    case transactionCapture = "TXCP"
    case acknowledgement = "AKCP"
    case statusReport = "STRP"
    case delegation = "DLGT"
    case managementPlan = "MGTP"
    case reconciliation = "RCLE"
}

package enum PINFormat: String, NexoCode, CaseIterable {
    case iso0 = "ISO0"
    case iso1 = "ISO1"
    case iso2 = "ISO2"
    case iso3 = "ISO3"
    case iso4 = "ISO4"
    case iso5 = "ISO5"
}

package enum CardProductType: String, NexoCode, CaseIterable {
    case commercial = "COMM"
    case consumer = "CONS"
}

package enum OnlineCapability: String, NexoCode, CaseIterable {
    case offline = "OFLN"
    case online = "ONLN"
    case both = "SMON"
}

package enum LocationCategory: String, NexoCode, CaseIterable {
    case aboard = "ABRD"
    case nomadic = "NMDC"
    case fixed = "FIXD"
    case virtual = "VIRT"
}
