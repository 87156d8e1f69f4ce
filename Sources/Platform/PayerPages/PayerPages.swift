// PayerPages: what the pages that payers see have in common: their frame, one stylesheet, one small script, the language. The pages
// themselves live with their roles. Start with `PageFrame.swift`. May import: Markup, Vocabulary, Bytes, and of Engine HTTP.
