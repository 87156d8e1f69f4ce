/// The small files that every site is asked for.
enum Drawings {
    /// The beacon, alone.
    static let favicon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#17171f"/>\
        <circle cx="16" cy="16" r="7" fill="#f0a030"/></svg>
        """

    /// Everything public may be indexed; the API is for programs.
    static let robots = """
        User-agent: *
        Disallow: /api/

        """
}
