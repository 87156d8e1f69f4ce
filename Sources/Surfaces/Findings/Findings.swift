// Findings: what Reading found in a vendor's text, as JSON for programs (ReadReportDocument) and as lines for people
// (ReadReportText). Used by the command line and by the API; knows nothing of where the text came from.
//
// May import: Core.
