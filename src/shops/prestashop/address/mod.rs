//! What an address alone says about its page. Weak: shops change and translate their routes, so this is the
//! last signal, and the only one for links that were not fetched.

mod routes;

use percent_encoding::percent_decode_str;
use url::Url;

use super::names;
use crate::page::{PageKind, PageRole, is_language, json};

/// The kind of page that stands behind an address, after PrestaShop's default routes in the languages it comes in,
/// `index.php?controller=`, and the habits of other themes, with its role where no campaign leads to it. `root` is the
/// shop's, where it is known. `None`: the address does not say.
pub(super) fn known(url: &Url, root: Option<&Url>) -> Option<(PageKind, Option<PageRole>)> {
    let query =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let plain = |kind| Some((kind, None));
    let segments = shop_segments(url, root);
    if matches!(segments.last().map(String::as_str), Some("index.php")) {
        if query("fc").as_deref() == Some("module") {
            return names::module_kind(&query("module")?, &query("controller")?).and_then(plain);
        }
        return match query("controller") {
            Some(controller) => names::kind(&controller).map(|kind| (kind, names::role(&controller))),
            None if query("id_product").is_some() => plain(PageKind::Product),
            None if query("id_category").is_some() => plain(PageKind::Category),
            None if query("id_cms").is_some() => plain(PageKind::Cms),
            None => plain(PageKind::Home),
        };
    }
    let Some((last, before)) = segments.split_last() else {
        // Home pages were addressed like this before friendly addresses, and are where these are off.
        return match (query("id_product"), query("id_category")) {
            (Some(_), _) => plain(PageKind::Product),
            (None, Some(_)) => plain(PageKind::Category),
            (None, None) => plain(PageKind::Home),
        };
    };
    let first = before.first().unwrap_or(last);
    match first.as_str() {
        "module" => {
            let module = before.get(1).unwrap_or(last);
            let controller = if before.len() > 1 { last.as_str() } else { "default" };
            return names::module_kind(module, controller).and_then(plain);
        }
        "blog" | "news" | "img" | "themes" | "modules" | "api" => return None,
        _ => {}
    }
    // `/promotions/2` is the list's second page, and nothing more follows a list, a cart or an order.
    if let Some(known) = routes::well_known(first)
        && (before.is_empty() || (before.len() == 1 && last.bytes().all(|byte| byte.is_ascii_digit())))
    {
        return Some(known);
    }
    if !before.is_empty()
        && let Some(kind) = routes::section(first)
    {
        return plain(kind);
    }
    by_id(last, before).map(|kind| (kind, None))
}

/// The path below the shop's root, without empty segments and without the language in front (`/en/`, `/fr-fr/`), with
/// spaces as dashes, in lower case. Where the root is not known, one folder before a language counts as it.
fn shop_segments(url: &Url, root: Option<&Url>) -> Vec<String> {
    let folder = root.filter(|root| root.origin() == url.origin()).map_or("/", Url::path);
    let below = url.path().strip_prefix(folder).unwrap_or(url.path());
    let mut segments: Vec<String> = below
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| {
            percent_decode_str(segment).decode_utf8_lossy().replace([' ', '+'], "-").to_lowercase()
        })
        .collect();
    let is_language = |at: usize| segments.get(at).is_some_and(|segment| is_language(segment));
    let passed = if is_language(0) {
        1
    } else if root.is_none() && is_language(1) && segments[0].bytes().all(|byte| !byte.is_ascii_digit()) {
        2
    } else {
        0
    };
    segments.drain(..passed);
    segments
}

/// The number in an address and what it numbers: `{id}-{rewrite}.html` is a product and `{id}-{rewrite}` a category,
/// unless the number looks like a year; other themes write `/p-12-x`, `/x-p-12.html`, `/12.html`, `/c12-x`, `/shelf/12`.
fn by_id(segment: &str, before: &[String]) -> Option<PageKind> {
    let (kind, id) = numbered(segment)?;
    let year = (1990..2100).contains(&id);
    match kind {
        Numbered::Product => Some(PageKind::Product),
        Numbered::Category => Some(PageKind::Category),
        Numbered::Bare if year => None,
        Numbered::Rewritten if year => None,
        Numbered::Rewritten => Some(PageKind::Category),
        Numbered::Bare => {
            let named = |name: &String| {
                name.bytes().any(|byte| byte.is_ascii_alphabetic()) && numbered(name).is_none()
            };
            (before.len() == 1 && before.iter().all(named)).then_some(PageKind::Category)
        }
    }
}

enum Numbered {
    Product,
    Category,
    /// `3-clothes`.
    Rewritten,
    /// `42`.
    Bare,
}

fn numbered(segment: &str) -> Option<(Numbered, u64)> {
    if let Some(name) = segment.strip_suffix(".html").or_else(|| segment.strip_suffix(".htm")) {
        let leading = leading_id(name).map(|(id, _)| id);
        let id = leading.or_else(|| number(name)).or_else(|| marked(name, PRODUCT_MARKS));
        if let Some(id) = id {
            return Some((Numbered::Product, id));
        }
        return marked(name, CATEGORY_MARKS).map(|id| (Numbered::Category, id));
    }
    if segment.contains('.') {
        return None;
    }
    if let Some(id) = number(segment) {
        return Some((Numbered::Bare, id));
    }
    if let Some((id, rewrite)) = leading_id(segment) {
        // `123-456` has no words.
        let words = rewrite.chars().any(char::is_alphabetic);
        return words.then_some((Numbered::Rewritten, id));
    }
    // Without an ending, a single letter is too little behind a name: `vitamin-c-1000` is not a category.
    let leading = |marks| marked_in_front(segment, marks);
    leading(&["c", "cat", "category"])
        .map(|id| (Numbered::Category, id))
        .or_else(|| leading(&["p", "product", "produit"]).map(|id| (Numbered::Product, id)))
}

const PRODUCT_MARKS: &[&str] = &[
    "p", "product", "produit", "prod", "produkt", "producto", "prodotto", "item", "article", "artikel", "id",
];
const CATEGORY_MARKS: &[&str] = &["c", "cat", "category", "categorie", "kategorie", "categoria"];

/// The number with a mark in front: at the name's end (`t-shirt-p-123`, `product-123`) or at its beginning
/// (`p123-t-shirt`).
fn marked(name: &str, marks: &[&str]) -> Option<u64> {
    let at_the_end = || {
        let (rest, last) = name.rsplit_once('-').unwrap_or(("", name));
        let mark = rest.rsplit('-').next().unwrap_or_default();
        if marks.contains(&mark) {
            return number(last);
        }
        marks.iter().find_map(|mark| number(last.strip_prefix(mark)?))
    };
    marked_in_front(name, marks).or_else(at_the_end)
}

/// The number behind a mark that begins the name and words behind it: `c42-x`, `c-42-x`.
fn marked_in_front(name: &str, marks: &[&str]) -> Option<u64> {
    marks.iter().find_map(|mark| {
        let rest = name.strip_prefix(mark)?;
        leading_id(rest.strip_prefix('-').unwrap_or(rest)).map(|(id, _)| id)
    })
}

/// An id: PrestaShop's are 32-bit and start at 1.
fn number(digits: &str) -> Option<u64> {
    let id: u32 = digits.parse().ok()?;
    (id > 0 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(u64::from(id))
}

fn leading_id(segment: &str) -> Option<(u64, &str)> {
    let (digits, rewrite) = segment.split_once('-')?;
    Some((number(digits)?, rewrite))
}

/// The id an address carries: `id_product=` or `id_category=` in the query, or the number in the last
/// segment. Only to be trusted together with the kind.
pub(super) fn id_of(url: &Url) -> Option<u64> {
    let from_query = url
        .query_pairs()
        .find(|(key, _)| key == "id_product" || key == "id_category")
        .and_then(|(_, value)| json::whole(&value));
    from_query.or_else(|| {
        let segment = url.path_segments()?.next_back()?.to_ascii_lowercase();
        numbered(&segment).map(|(_, id)| id)
    })
}

/// The names in a query that say which page it is.
pub(super) const NAMING: &[&str] =
    &["controller", "fc", "module", "id_product", "id_category", "id_cms", "id_manufacturer", "id_supplier"];

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
            ("/index.php?fc=module&module=x&controller=product", None),
            // One page for the whole order, in the order page's place.
            ("/fr/module/supercheckout/supercheckout", Some(PageKind::Checkout)),
            ("/module/thecheckout/order", Some(PageKind::Checkout)),
            ("/module/steasycheckout/default", Some(PageKind::Checkout)),
            ("/module/onepagecheckoutps", Some(PageKind::Checkout)),
            ("/index.php?fc=module&module=steasycheckout&controller=default", Some(PageKind::Checkout)),
            ("/module/onepagecheckoutps/actions", None),
            ("/module/thecheckout/validation", None),
            ("/module/ps_checkout/validate", None),
            // What the Python original got wrong, or did not know.
            ("/3-clothes", Some(PageKind::Category)),
            ("/content/3-terms-and-conditions-of-use", Some(PageKind::Cms)),
            ("/promotions/2", Some(PageKind::Catalog)),
            ("/blog/2024/11", None),
            ("/commande/2024", Some(PageKind::Checkout)),
            ("/cat/123-456", None),
            ("/new-products", Some(PageKind::Catalog)),
            ("/best-sales", Some(PageKind::Catalog)),
            ("/product-123.html", Some(PageKind::Product)),
            ("/123.html", Some(PageKind::Product)),
            ("/t-shirt-p-123.html", Some(PageKind::Product)),
            ("/p-123-t-shirt", Some(PageKind::Product)),
            ("/c42-electronique", Some(PageKind::Category)),
            ("/electronique-c-42.html", Some(PageKind::Category)),
            ("/black-friday-2025.html", None),
            ("/vitamin-c-1000", None),
            ("/promo/bf2025", None),
            ("/order", Some(PageKind::Checkout)),
            // What it got right.
            ("/123-awesome-product.html", Some(PageKind::Product)),
            ("/electronics/42", Some(PageKind::Category)),
            ("/home-and-garden/789", Some(PageKind::Category)),
            ("/nouveautes", Some(PageKind::Catalog)),
            ("/meilleures-ventes", Some(PageKind::Catalog)),
            ("/PROMOTIONS", Some(PageKind::Catalog)),
            ("/fr/category/123-product.html", Some(PageKind::Product)),
            // Languages and their routes.
            ("/fr-fr/3-vetements", Some(PageKind::Category)),
            ("/en-gb/", Some(PageKind::Home)),
            ("/tv", None),
            ("/de/warenkorb", Some(PageKind::Cart)),
            ("/de/bestellung", Some(PageKind::Checkout)),
            ("/de/angebote", Some(PageKind::Catalog)),
            ("/de/suche", Some(PageKind::Search)),
            ("/es/carrito", Some(PageKind::Cart)),
            ("/es/productos-rebajados", Some(PageKind::Catalog)),
            ("/es/m%C3%A1s-vendidos", Some(PageKind::Catalog)),
            ("/es/pedido", Some(PageKind::Checkout)),
            ("/it/offerte", Some(PageKind::Catalog)),
            ("/it/carrello", Some(PageKind::Cart)),
            ("/it/ricerca", Some(PageKind::Search)),
            ("/pl/koszyk", Some(PageKind::Cart)),
            ("/pl/promocje", Some(PageKind::Catalog)),
            ("/pl/zam%C3%B3wienie", Some(PageKind::Checkout)),
            ("/pt/carrinho", Some(PageKind::Cart)),
            ("/pt/mais-vendidos", Some(PageKind::Catalog)),
            ("/nl/winkelmandje", Some(PageKind::Cart)),
            ("/nl/aanbiedingen", Some(PageKind::Catalog)),
            ("/nl/zoeken", Some(PageKind::Search)),
            ("/de/marke/2-x", Some(PageKind::Catalog)),
            ("/it/fornitore/1-x", Some(PageKind::Catalog)),
            ("/es/contenido/3-x", Some(PageKind::Cms)),
            // A shop in a folder.
            ("/shop/en/", Some(PageKind::Home)),
            ("/shop/en/3-clothes", Some(PageKind::Category)),
            ("/shop/fr/panier", Some(PageKind::Cart)),
        ] {
            let url = Url::parse("https://shop.example").unwrap().join(path).unwrap();
            assert_eq!(known(&url, None).map(|(kind, _)| kind), kind, "{path}");
        }
    }

    #[test]
    fn the_shops_root_is_no_part_of_the_route() {
        let root = Url::parse("https://host.example/shop/").unwrap();
        let kind = |path: &str| known(&root.join(path).unwrap(), Some(&root)).map(|(kind, _)| kind);
        assert_eq!(kind("/shop/"), Some(PageKind::Home));
        assert_eq!(kind("/shop/prices-drop"), Some(PageKind::Catalog));
        assert_eq!(kind("/shop/en/cart"), Some(PageKind::Cart));
        let login = root.join("/shop/de/anmeldung").unwrap();
        assert_eq!(known(&login, Some(&root)), Some((PageKind::Other, Some(PageRole::Login))));
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
