//! The languages that stand in addresses.

use url::Url;

use crate::units::money::Currency;

/// Languages of shops (ISO 639-1, and what shops write instead). Not every pair of letters: `/tv/` is a shelf.
const LANGUAGES: &str = "af ag ar az bg bn br bs ca cb cs da de dh el en eo es et eu fa fi fr ga gb gl he hi hr hu hy id is \
    it ja ka ko lt lv mk mn ms mx nl nn no pl pt qc ro ru si sk sl sq sr sv th tr tw ug uk ur vn zh at be ch";

/// Whether a part of an address is a language: `en`, `fr-fr`, `en-gb`, `zh-hant`.
#[must_use]
pub fn is_language(segment: &str) -> bool {
    let known =
        |part: &str| part.len() == 2 && LANGUAGES.split_ascii_whitespace().any(|language| language == part);
    match segment.split_once('-') {
        Some((language, country)) => {
            known(language)
                && matches!(country.len(), 2 | 4)
                && country.bytes().all(|byte| byte.is_ascii_lowercase())
        }
        None => known(segment),
    }
}

/// The currency whose sign is a bare `$`, `¥`, `kr` or `R` where a page's language is spoken: `AUD` for `en-AU`, `NOK` for `nb-NO`. `None` for
/// languages without a country, where `$` is taken for the sign of the United States, and for countries whose dollars are others.
pub(super) fn currency_of(language: &str) -> Option<Currency> {
    const COUNTRIES: &[(&str, &str)] = &[
        ("AU", "AUD"),
        ("NZ", "NZD"),
        ("CA", "CAD"),
        ("HK", "HKD"),
        ("SG", "SGD"),
        ("TW", "TWD"),
        ("MX", "MXN"),
        ("AR", "ARS"),
        ("CL", "CLP"),
        ("CO", "COP"),
        ("UY", "UYU"),
        ("CN", "CNY"),
        ("Hans", "CNY"),
        ("NO", "NOK"),
        ("SE", "SEK"),
        ("DK", "DKK"),
        ("IS", "ISK"),
        ("ZA", "ZAR"),
    ];
    let country = language.rsplit(['-', '_']).next()?;
    let (_, code) = COUNTRIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(country))?;
    // `ca` alone is Catalan.
    language.contains(['-', '_']).then(|| code.parse().ok()).flatten()
}

/// The crowns of the country whose language this is, for a page that shows amounts in "kr": `SEK` for `sv`.
pub(super) fn crowns_of(language: &str) -> Option<Currency> {
    const LANGUAGES: &[(&str, &str)] =
        &[("sv", "SEK"), ("nb", "NOK"), ("nn", "NOK"), ("no", "NOK"), ("da", "DKK"), ("is", "ISK")];
    let (_, code) = LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(language))?;
    code.parse().ok()
}

/// A home page's address without the language that may end it.
pub(super) fn left_out(mut url: Url) -> Url {
    let path = url.path().trim_end_matches("index.php").trim_end_matches('/').to_owned();
    if path.len() < url.path().trim_end_matches('/').len() {
        url.set_path(&format!("{path}/"));
    }
    if let Some((folder, last)) = path.rsplit_once('/')
        && is_language(&last.to_ascii_lowercase())
    {
        url.set_path(&format!("{folder}/"));
    }
    url
}
