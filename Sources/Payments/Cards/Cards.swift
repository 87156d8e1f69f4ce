// Cards: card numbers: their check digit, their mask, and the guard that lets test cards in and nothing else.
//
// Start reading at `TestCards.swift`: every role of the payment platform asks it before a number is stored or logged. What
// may be shown of a number is in `CardMask.swift`. May import: Core.
