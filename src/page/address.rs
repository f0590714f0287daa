//! What an address alone says about its page. Weak: shops change and translate their routes, so this is the
//! last signal, and the only one for links that were not fetched.

use url::Url;

use super::kind::PageKind;

/// The kind of page that stands behind an address, after PrestaShop 8.2's default routes, the routes of its
/// English and French demo shops, and `index.php?controller=`. `None`: the address does not say.
#[must_use]
pub fn kind_of(url: &Url) -> Option<PageKind> {
    let query =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let segments = shop_segments(url);
    if matches!(segments.last().map(String::as_str), Some("index.php")) {
        return match query("controller") {
            Some(controller) => PageKind::from_prestashop_name(&controller),
            None if query("id_product").is_some() => Some(PageKind::Product),
            None if query("id_category").is_some() => Some(PageKind::Category),
            None if query("id_cms").is_some() => Some(PageKind::Cms),
            None => Some(PageKind::Home),
        };
    }
    let (last, before) = match segments.split_last() {
        None => return Some(PageKind::Home),
        Some((last, before)) => (last.as_str(), before),
    };
    if let Some(first) = before.first() {
        match first.as_str() {
            "content" => return Some(PageKind::Cms),
            "brand" | "supplier" | "marque" | "fournisseur" => return Some(PageKind::Catalog),
            "module" | "blog" | "news" | "img" | "themes" | "modules" => return None,
            _ => {}
        }
    } else if let Some(kind) = well_known(last) {
        return Some(kind);
    }
    by_id(last)
}

/// The part of the address that [`kind_of`] looks at. The rest of the query may be private.
pub(super) fn shown(url: &Url) -> String {
    let controller = url.query_pairs().find(|(key, _)| key == "controller");
    match controller {
        Some((_, controller)) => format!("{}?controller={controller}", url.path()),
        None => url.path().to_owned(),
    }
}

/// The path without empty segments and without the language in front (`/en/`, `/fr-fr/`), percent-decoded
/// spaces as dashes, in lower case.
fn shop_segments(url: &Url) -> Vec<String> {
    let mut segments: Vec<String> = url
        .path_segments()
        .into_iter()
        .flatten()
        .filter(|segment| !segment.is_empty())
        .map(|segment| segment.replace("%20", "-").to_ascii_lowercase())
        .collect();
    if segments.first().is_some_and(|first| is_language(first)) {
        segments.remove(0);
    }
    segments
}

fn is_language(segment: &str) -> bool {
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match segment.split_once('-') {
        Some((language, country)) => letters(language) && letters(country),
        None => letters(segment),
    }
}

fn well_known(segment: &str) -> Option<PageKind> {
    Some(match segment {
        "prices-drop" | "promotions" | "new-products" | "nouveaux-produits" | "nouveautes" | "best-sales"
        | "best-sellers" | "meilleures-ventes" | "brands" | "marques" | "suppliers" | "fournisseurs" => {
            PageKind::Catalog
        }
        "cart" | "panier" => PageKind::Cart,
        "order" | "commande" | "order-confirmation" | "confirmation-commande" => PageKind::Checkout,
        "search" | "recherche" => PageKind::Search,
        "login" | "connexion" | "contact-us" | "nous-contacter" | "sitemap" | "plan-site" | "stores"
        | "magasins" | "my-account" | "mon-compte" | "registration" | "inscription" => PageKind::Other,
        _ => return None,
    })
}

/// `{id}-{rewrite}.html` is a product and `{id}-{rewrite}` a category, unless the id looks like a year.
fn by_id(segment: &str) -> Option<PageKind> {
    let (id, rewrite) = leading_id(segment)?;
    if rewrite.ends_with(".html") {
        return Some(PageKind::Product);
    }
    (!(1990..2100).contains(&id) && !rewrite.contains('.')).then_some(PageKind::Category)
}

fn leading_id(segment: &str) -> Option<(u64, &str)> {
    let (digits, rewrite) = segment.split_once('-')?;
    // PrestaShop's ids are 32-bit and start at 1.
    let id: u32 = digits.parse().ok()?;
    (id > 0 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some((u64::from(id), rewrite))
}

/// The id an address carries: `id_product=` or `id_category=` in the query, or the number in front of the
/// last segment. Only to be trusted together with the kind.
#[must_use]
pub fn id_of(url: &Url) -> Option<u64> {
    let from_query = url
        .query_pairs()
        .find(|(key, _)| key == "id_product" || key == "id_category")
        .and_then(|(_, value)| value.parse().ok());
    from_query.or_else(|| {
        let segment = url.path_segments()?.next_back()?;
        leading_id(segment).map(|(id, _)| id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_default_routes_and_their_translations() {
        for (path, kind) in [
            ("/", Some(PageKind::Home)),
            ("/en/", Some(PageKind::Home)),
            ("/fr", Some(PageKind::Home)),
            ("/?utm_source=x", Some(PageKind::Home)),
            ("/en/3-clothes", Some(PageKind::Category)),
            ("/fr/3-vetements", Some(PageKind::Category)),
            ("/en/content/3-terms-and-conditions-of-use", Some(PageKind::Cms)),
            ("/brand/2-graphic-corner", Some(PageKind::Catalog)),
            ("/fournisseur/1-x", Some(PageKind::Catalog)),
            ("/en/prices-drop", Some(PageKind::Catalog)),
            ("/meilleures%20ventes", Some(PageKind::Catalog)),
            ("/en/home-accessories/6-mug-the-best.html", Some(PageKind::Product)),
            ("/fr/category/123-45-product.html", Some(PageKind::Product)),
            ("/index.php?id_product=12&controller=product", Some(PageKind::Product)),
            ("/index.php?id_category=3", Some(PageKind::Category)),
            ("/en/index.php?controller=cart", Some(PageKind::Cart)),
            ("/cart?action=show", Some(PageKind::Cart)),
            ("/fr/commande", Some(PageKind::Checkout)),
            ("/search?q=test", Some(PageKind::Search)),
            ("/blog/2024-black-friday", None),
            ("/2024-11-soldes", None),
            ("/0-zero", None),
            ("/99999999999999999999-x", None),
            ("/a/promotions-faq", None),
            ("/about-us", None),
            ("/module/x/y", None),
        ] {
            let url = Url::parse("https://shop.example").unwrap().join(path).unwrap();
            assert_eq!(kind_of(&url), kind, "{path}");
        }
    }

    #[test]
    fn reads_ids() {
        for (path, id) in [
            ("/en/3-clothes", Some(3)),
            ("/en/x/6-mug.html", Some(6)),
            ("/index.php?id_product=12&controller=product", Some(12)),
            ("/0-zero", None),
            ("/about-us", None),
        ] {
            let url = Url::parse("https://shop.example").unwrap().join(path).unwrap();
            assert_eq!(id_of(&url), id, "{path}");
        }
    }
}
