// Following: what a vendor's page says, in one form whatever it speaks (`VendorPage.swift`), and when to read it next
// (`Polling/PollSchedule.swift`). Values and rules only; who fetches is Engine/Tracking, who parses is Adapters/Vendors.
//
// May import: Vocabulary.
