// Demo: one provider with two brands, and four incidents that really happened to it, told in our own words.
//
// Start reading at `DemoSite.swift`. The facts (times, windows, what each page said) are public; every sentence is ours.
// Times stand in the texts as places for facts, such as `{window.1.start}`, never as digits.
// May import: Vocabulary.
