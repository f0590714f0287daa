//! The names that PrestaShop gives its pages' addresses in its default translations. The translations are those of PrestaShop 8's and 9's language packs (Shop Parameters →
//! Traffic & SEO, "friendly URL").

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::page::{PageKind, PageRole};

/// What stands behind a well-known address.
pub(super) type Known = (PageKind, Option<PageRole>);

const CATALOG: &[&str] = &[
    // English, French.
    "prices-drop",
    "promotions",
    "new-products",
    "nouveaux-produits",
    "nouveautes",
    "best-sales",
    "best-sellers",
    "meilleures-ventes",
    "brands",
    "marques",
    "manufacturers",
    "fabricants",
    "suppliers",
    "fournisseurs",
    // German.
    "angebote",
    "preissenkung",
    "sonderangebote",
    "neue-artikel",
    "neue-produkte",
    "verkaufshits",
    "bestseller",
    "marken",
    "hersteller",
    "lieferanten",
    // Spanish, Catalan.
    "productos-rebajados",
    "ofertas",
    "bajamos-precios",
    "novedades",
    "nuevos-productos",
    "mas-vendidos",
    "más-vendidos",
    "los-mas-vendidos",
    "marcas",
    "fabricantes",
    "proveedores",
    // Italian.
    "offerte",
    "calo-di-prezzo",
    "nuovi-prodotti",
    "piu-venduti",
    "migliori-vendite",
    "più-venduti",
    "marche",
    "marchi",
    "produttori",
    "fornitori",
    // Polish.
    "promocje",
    "obnizka-cen",
    "nowe-produkty",
    "nowosci",
    "najczesciej-kupowane",
    "bestsellery",
    "marki",
    "producenci",
    "dostawcy",
    // Portuguese.
    "promocoes",
    "descontos",
    "baixa-de-precos",
    "produtos-em-promocao",
    "novos-produtos",
    "novidades",
    "mais-vendidos",
    "fornecedores",
    // Dutch.
    "prijzen-dalen",
    "aanbiedingen",
    "nieuwe-producten",
    "best-verkochte-producten",
    "bestverkochte-producten",
    "merken",
    "fabrikanten",
    "leveranciers",
];

const CART: &[&str] = &[
    "cart",
    "panier",
    "warenkorb",
    "carrito",
    "carrello",
    "koszyk",
    "carrinho",
    "winkelmandje",
    "winkelwagen",
    "basket",
];

const ORDER: &[&str] = &[
    "order",
    "checkout",
    "commande",
    "commande-rapide",
    "quick-order",
    "bestellung",
    "bestellen",
    "kasse",
    "pedido",
    "realizar-pedido",
    "ordine",
    "zamowienie",
    "zamówienie",
    "encomenda",
    "bestelling",
    "order-confirmation",
    "confirmation-commande",
    "bestellbestätigung",
    "bestellbestatigung",
    "confirmacion-pedido",
    "conferma-ordine",
    "potwierdzenie-zamowienia",
    "confirmacao-encomenda",
    "confirmacao-pedido",
    "bevestiging-bestelling",
    "orderbevestiging",
];

const SEARCH: &[&str] = &[
    "search",
    "recherche",
    "suche",
    "busqueda",
    "buscar",
    "búsqueda",
    "ricerca",
    "cerca",
    "szukaj",
    "wyszukiwanie",
    "pesquisa",
    "procurar",
    "zoeken",
];

/// What comes before a brand's or a supplier's number.
const BRAND: &[&str] = &[
    "brand",
    "supplier",
    "marque",
    "fournisseur",
    "marke",
    "hersteller",
    "lieferant",
    "marca",
    "fabricante",
    "proveedor",
    "brands",
    "produttore",
    "fornitore",
    "producent",
    "dostawca",
    "marka",
    "fornecedor",
    "merk",
    "leverancier",
    "manufacturer",
];

/// What comes before a text page's number.
const CONTENT: &[&str] = &[
    "content",
    "contenu",
    "inhalt",
    "info",
    "contenido",
    "contenuto",
    "tresc",
    "treść",
    "conteudo",
    "conteúdo",
    "inhoud",
    "pages",
];

const LOGIN: &[&str] = &[
    "login",
    "connexion",
    "anmeldung",
    "iniciar-sesion",
    "inicio-sesion",
    "autenticazione",
    "accesso",
    "logowanie",
    "iniciar-sessao",
    "entrar",
    "aanmelden",
    "inloggen",
    "authentification",
];

const REGISTRATION: &[&str] = &[
    "registration",
    "inscription",
    "registrierung",
    "registro",
    "registrazione",
    "rejestracja",
    "registo",
    "registratie",
];

const ACCOUNT: &[&str] = &[
    "my-account",
    "mon-compte",
    "mein-konto",
    "mi-cuenta",
    "il-mio-account",
    "account",
    "moje-konto",
    "minha-conta",
    "a-minha-conta",
    "mijn-account",
    "identity",
    "identite",
    "order-history",
    "historique-commandes",
    "addresses",
    "adresses",
    "password-recovery",
    "recuperation-mot-de-passe",
    "passwort-vergessen",
];

const CONTACT: &[&str] = &[
    "contact-us",
    "contact",
    "nous-contacter",
    "contactez-nous",
    "kontakt",
    "contactenos",
    "contacte-con-nosotros",
    "contattaci",
    "skontaktuj-sie-z-nami",
    "contacte-nos",
    "fale-connosco",
    "neem-contact-op",
    "kontaktieren-sie-uns",
];

const STORES: &[&str] = &[
    "stores",
    "magasins",
    "shops",
    "geschafte",
    "tiendas",
    "negozi",
    "sklepy",
    "lojas",
    "winkels",
    "filialen",
];

const SITEMAP: &[&str] = &[
    "sitemap",
    "plan-site",
    "plan-du-site",
    "mapa-del-sitio",
    "mappa-del-sito",
    "mapa-strony",
    "mapa-do-site",
];

/// What the first part of an address below the shop's root means, whatever follows it.
pub(super) fn well_known(segment: &str) -> Option<Known> {
    // A page has hundreds of links; going through the lists for each would take longer than reading it.
    static KNOWN: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(|| {
        let role = |role| (PageKind::Other, Some(role));
        let lists = [
            (CATALOG, (PageKind::Catalog, None)),
            (CART, (PageKind::Cart, None)),
            (ORDER, (PageKind::Checkout, None)),
            (SEARCH, (PageKind::Search, None)),
            (LOGIN, role(PageRole::Login)),
            (REGISTRATION, role(PageRole::Registration)),
            (ACCOUNT, role(PageRole::Account)),
            (CONTACT, role(PageRole::Contact)),
            (STORES, role(PageRole::Stores)),
            (SITEMAP, role(PageRole::Sitemap)),
        ];
        lists.into_iter().flat_map(|(names, known)| names.iter().map(move |name| (*name, known))).collect()
    });
    KNOWN.get(segment).copied()
}

/// What a part of an address says about the number behind it.
pub(super) fn section(segment: &str) -> Option<PageKind> {
    if BRAND.contains(&segment) {
        Some(PageKind::Catalog)
    } else if CONTENT.contains(&segment) {
        Some(PageKind::Cms)
    } else {
        None
    }
}
