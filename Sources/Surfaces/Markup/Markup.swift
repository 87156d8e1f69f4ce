// Markup: what all pages are made of: HTML whose text is escaped by its type, attributes, symbols beside words, fields of
// forms, prose that somebody else wrote, and the ground of every stylesheet. Start with `HTML.swift`. It is the one target that
// surfaces share. May import: Engine and Core.
