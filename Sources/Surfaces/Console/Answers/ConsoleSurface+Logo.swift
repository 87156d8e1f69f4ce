internal import Access
internal import Bytes
internal import Desk
internal import HTTP
internal import Incidents
internal import Journal
internal import Telling
internal import Vocabulary

// A brand's logo: sent, looked at on light and dark ground, and only then put on its pages.
extension ConsoleSurface {
    func logo(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        guard ask.place["kind"] == CatalogueKind.brand.rawValue else { throw .notFound }
        let site = try await site()
        let id = ask.place["item"]
        guard let known = CatalogueItem.all(.brand, site).first(where: { $0.id == id }),
            case .brand(let brand) = known.order
        else { throw .notFound }
        switch ask.route {
        case .logoShown: return picture(try await kept(ask.place["picture"]))
        case .logoSent: return try await looked(known, site, ask)
        case .logoChosen:
            let chosen = try await kept(ask.fields["picture"])
            return try await put(chosen, on: brand.id, ask)
        default: return try await put(nil, on: brand.id, ask)
        }
    }

    /// Keeps what was sent where nobody sees it yet, and shows it.
    private func looked(_ known: CatalogueItem, _ site: Site, _ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        var fields = ask.fields
        let make = PageMaker(ask, zones: zones)
        guard let bytes = fields.files["picture"], !bytes.isEmpty else {
            fields.refuse("picture", ask.words(.problemLogoMissing))
            return show(make.form(of: .brand, known, site, nil, logo: fields), ask, status: .unprocessableContent)
        }
        let picture: BrandPicture
        do throws(BrandPicture.Objection) {
            picture = try BrandPicture(bytes)
        } catch {
            fields.problems["picture"] = .init(error.message, language: ask.language == .english ? nil : .english)
            return show(make.form(of: .brand, known, site, nil, logo: fields), ask, status: .unprocessableContent)
        }
        do throws(JournalError) {
            _ = try await store.keep(picture.bytes)
        } catch {
            throw .journal
        }
        return show(make.logo(picture.name, known), ask)
    }

    private func put(_ picture: BrandPicture?, on brand: BrandID, _ ask: Ask) async throws(ConsoleRefusal)
        -> HTTPResponse
    {
        let caller = try ask.caller()
        _ = try await desking { () throws(DeskRefusal) in try await desk.put(logo: picture, on: brand, by: caller) }
        await settled()
        return seeOther(
            ["catalogue", CatalogueKind.brand.rawValue, brand.rawValue],
            [("done", picture == nil ? "no-logo" : "logo")], ask)
    }

    /// What was kept under a name, if it is a picture that pages may show: the archive has other things too.
    private func kept(_ name: String) async throws(ConsoleRefusal) -> BrandPicture {
        guard let digest = SHA256Digest(hexadecimal: String(name.prefix { $0 != "." })) else { throw .notFound }
        let bytes: [UInt8]?
        do throws(JournalError) {
            bytes = try await store.captured(digest)
        } catch {
            throw .journal
        }
        guard let picture = bytes.flatMap({ try? BrandPicture($0) }) else { throw .notFound }
        return picture
    }

    private func picture(_ picture: BrandPicture) -> HTTPResponse {
        HTTPResponse(
            headers: [
                "Content-Type": picture.kind.mediaType, "Cache-Control": "private, max-age=3600",
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            ], body: .bytes(picture.bytes))
    }
}
