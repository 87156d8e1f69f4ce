/// What people call the countries of the catalogue, in English, French and Italian: for the search only.
enum CountryNames {
    static func names(_ code: String) -> [String] { table[code] ?? [] }

    private static let table: [String: [String]] = [
        "AR": ["Argentina", "Argentine"], "AU": ["Australia", "Australie"],
        "BE": ["Belgium", "Belgique", "Belgio"], "BR": ["Brazil", "Brésil", "Brasile"], "CA": ["Canada"],
        "CH": ["Switzerland", "Suisse", "Svizzera"], "CN": ["China", "Chine", "Cina"],
        "DE": ["Germany", "Allemagne", "Germania"], "DK": ["Denmark", "Danemark", "Danimarca"],
        "EE": ["Estonia", "Estonie"], "ES": ["Spain", "Espagne", "Spagna"], "FI": ["Finland", "Finlande", "Finlandia"],
        "FR": ["France", "Francia"], "GB": ["Britain", "Kingdom", "UK", "Royaume", "Regno"],
        "GR": ["Greece", "Grèce", "Grecia"], "ID": ["Indonesia", "Indonésie"], "IE": ["Ireland", "Irlande", "Irlanda"],
        "IL": ["Israel", "Israël"], "IN": ["India", "Inde"], "IT": ["Italy", "Italie", "Italia"],
        "JP": ["Japan", "Japon", "Giappone"], "KE": ["Kenya"], "LU": ["Luxembourg", "Lussemburgo"],
        "MX": ["Mexico", "Mexique", "Messico"], "NG": ["Nigeria"],
        "NL": ["Netherlands", "Holland", "Bas", "Pays", "Paesi", "Bassi"],
        "NO": ["Norway", "Norvège", "Norvegia"], "NZ": ["Zealand", "Zélande", "Zelanda"],
        "PL": ["Poland", "Pologne", "Polonia"], "PT": ["Portugal", "Portogallo"], "RS": ["Serbia", "Serbie"],
        "SE": ["Sweden", "Suède", "Svezia"], "SG": ["Singapore", "Singapour"], "US": ["States", "USA", "Stati"],
        "UY": ["Uruguay"], "ZA": ["Africa", "Afrique"],
    ]
}
