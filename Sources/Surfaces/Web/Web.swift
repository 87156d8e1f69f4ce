// Web: public pages as pure functions of view models.
//
// Start reading at `WebSurface.swift`, which turns a `SiteSnapshot` into prepared responses. A page's way: Vocabulary
// values -> view model (`Models/`) -> HTML (`Pages/`, on the builder of `Markup/`). The picture of an incident is laid
// out in `Axis/`. docs/pages.md tells how to add a page or a language.
// May import: Engine and Core.
