//! The files that a browser loads with a page: style sheets, scripts, pictures, fonts.
//!
//! What is told from the sources alone. Not here: pictures that a style sheet names, of which a browser only loads
//! those that the page's layout shows, and whatever scripts load later.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use scraper::ElementRef;
use url::Url;

use super::base::relative_to;
use super::dom::{Dom, attribute, selector, within_tag};
use super::style::{self, Reference};

/// More files of one page than this are not looked at: no shop's page needs them.
const MOST: usize = 1_000;

/// Types of a script that is run (HTML, "prepare the script element"); all others are data.
const SCRIPT_TYPES: [&str; 7] = [
    "module",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "text/ecmascript",
    "application/ecmascript",
    "text/x-javascript",
];

/// A file of the page's own origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its address, without fragment.
    pub url: Url,
    /// Whether it is a style sheet, which may name more files.
    pub is_style: bool,
}

/// The files that a page or a style sheet names, each once, in the order of the source; 1,000 at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    /// Those of the page's own origin.
    pub own: Vec<Asset>,
    /// Those of other origins, which are not loaded.
    pub elsewhere: Vec<Url>,
}

impl Assets {
    /// The files that a page names. `url` is the page's own address.
    #[must_use]
    pub fn of_page(html: &str, url: &Url) -> Self {
        let dom = Dom::new(html);
        let base = relative_to(&dom, url);
        let mut found = Collector::new(url);
        let mut has_icon = false;
        for element in dom.all(selector!("link[href], script[src], img[src], picture, style")) {
            if within_tag(element, &["template", "noscript"]) {
                continue;
            }
            match element.value().name() {
                "link" => found.link(element, &base, &mut has_icon),
                "script" if is_run(element) => found.add(attribute(element, "src"), &base, false),
                "img" if !within_tag(element, &["picture"]) && !is_lazy(element) => {
                    found.add(attribute(element, "src"), &base, false);
                }
                "picture" => found.add(picture(element), &base, false),
                "style" if !is_for_print(element) => {
                    found.references(&element.text().collect::<String>(), &base);
                }
                _ => {}
            }
        }
        found.assets
    }

    /// The files that a style sheet names: further style sheets, and of each font the first file in a format that
    /// browsers use. `url` is the style sheet's own address.
    #[must_use]
    pub fn of_style(css: &str, url: &Url) -> Self {
        let mut found = Collector::new(url);
        found.references(css, url);
        found.assets
    }
}

/// Sorts addresses by origin and leaves out what was there before.
struct Collector<'a> {
    /// The address of the page or style sheet.
    own: &'a Url,
    /// The place of each known address in `assets.own`, or none when it is of another origin.
    places: HashMap<Url, Option<usize>>,
    assets: Assets,
}

impl<'a> Collector<'a> {
    fn new(own: &'a Url) -> Self {
        Self { own, places: HashMap::new(), assets: Assets::default() }
    }

    fn add(&mut self, address: Option<&str>, base: &Url, is_style: bool) {
        let Some(mut url) = address.and_then(|address| base.join(address).ok()) else { return };
        // `data:` and the like come with the page.
        if !matches!(url.scheme(), "http" | "https") {
            return;
        }
        url.set_fragment(None);
        let is_own = url.origin() == self.own.origin();
        let full = self.places.len() >= MOST;
        match self.places.entry(url) {
            // A sheet that was preloaded is still a sheet.
            Entry::Occupied(known) => {
                if let Some(asset) = known.get().and_then(|place| self.assets.own.get_mut(place)) {
                    asset.is_style |= is_style;
                }
            }
            Entry::Vacant(_) if full => {}
            Entry::Vacant(new) if is_own => {
                self.assets.own.push(Asset { url: new.key().clone(), is_style });
                new.insert(Some(self.assets.own.len() - 1));
            }
            Entry::Vacant(new) => {
                self.assets.elsewhere.push(new.key().clone());
                new.insert(None);
            }
        }
    }

    fn link(&mut self, element: ElementRef<'_>, base: &Url, has_icon: &mut bool) {
        let rel = attribute(element, "rel").unwrap_or_default().to_ascii_lowercase();
        let is = |name: &str| rel.split_ascii_whitespace().any(|token| token == name);
        let href = attribute(element, "href");
        if is("stylesheet") {
            if !is("alternate") && !is_for_print(element) && element.value().attr("disabled").is_none() {
                self.add(href, base, true);
            }
        } else if is("icon") {
            // Several are a choice.
            if !std::mem::replace(has_icon, true) {
                self.add(href, base, false);
            }
        } else if is("modulepreload") || is("preload") && is_preloaded(element) {
            self.add(href, base, false);
        }
    }

    fn references(&mut self, css: &str, base: &Url) {
        for reference in style::references(css) {
            match reference {
                Reference::Style(address) => self.add(Some(&address), base, true),
                Reference::Font(address) => self.add(Some(&address), base, false),
            }
        }
    }
}

fn is_lazy(element: ElementRef<'_>) -> bool {
    attribute(element, "loading").is_some_and(|loading| loading.eq_ignore_ascii_case("lazy"))
}

fn is_for_print(element: ElementRef<'_>) -> bool {
    attribute(element, "media").is_some_and(|media| media.eq_ignore_ascii_case("print"))
}

fn is_preloaded(element: ElementRef<'_>) -> bool {
    attribute(element, "as").is_some_and(|kind| {
        ["font", "style", "script", "image"].iter().any(|known| kind.eq_ignore_ascii_case(known))
    })
}

fn is_run(element: ElementRef<'_>) -> bool {
    // `nomodule` is for browsers of before 2018.
    element.value().attr("nomodule").is_none()
        && attribute(element, "type")
            .is_none_or(|kind| SCRIPT_TYPES.iter().any(|known| kind.eq_ignore_ascii_case(known)))
}

/// One of a picture's candidates: the first source that is for every screen, otherwise the picture itself. Which one a
/// browser takes depends on its window.
fn picture(element: ElementRef<'_>) -> Option<&str> {
    let children = || element.children().filter_map(ElementRef::wrap);
    let img = children().find(|child| child.value().name() == "img")?;
    if is_lazy(img) {
        return None;
    }
    children()
        .filter(|child| child.value().name() == "source" && attribute(*child, "media").is_none())
        .find_map(|source| first_candidate(attribute(source, "srcset")?))
        .or_else(|| attribute(img, "src"))
}

/// The first address of a `srcset` (HTML, "parse a srcset attribute").
fn first_candidate(srcset: &str) -> Option<&str> {
    let first = srcset.split_ascii_whitespace().next()?;
    Some(first.trim_matches(',')).filter(|address| !address.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page() -> Url {
        Url::parse("https://shop.test/en/page.html?a=1").unwrap()
    }

    /// The paths of the page's own files, style sheets with a `*`, and the hosts of the others.
    fn seen(assets: &Assets) -> (Vec<String>, Vec<String>) {
        let path = |asset: &Asset| {
            let url = &asset.url;
            let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!("{}{query}{}", url.path(), if asset.is_style { "*" } else { "" })
        };
        let host = |url: &Url| url.origin().ascii_serialization();
        (assets.own.iter().map(path).collect(), assets.elsewhere.iter().map(host).collect())
    }

    #[test]
    fn what_a_browser_loads() {
        for (html, own) in [
            (r#"<link rel=stylesheet href="/a.css">"#, &["/a.css*"][..]),
            (r#"<link rel="preload stylesheet" href=a.css?v=2#x>"#, &["/en/a.css?v=2*"]),
            (
                r#"<link rel=stylesheet href=/p.css media=Print><link rel=STYLESHEET href=/s.css media=screen>"#,
                &["/s.css*"],
            ),
            (
                r#"<link rel="alternate stylesheet" href=/a.css><link rel=stylesheet href=/b.css disabled>"#,
                &[],
            ),
            (r#"<link rel=preload as=style href=/a.css><link rel=stylesheet href=/a.css>"#, &["/a.css*"]),
            (
                r#"<link rel=preload as=font href=/a.woff2 crossorigin><link rel=preload as=fetch href=/b.json>"#,
                &["/a.woff2"],
            ),
            (r#"<link rel=preload as=script href=/a.js><script src=/a.js></script>"#, &["/a.js"]),
            (
                r#"<link rel=preload href=/a.js><link rel=prefetch href=/b.js><link rel=canonical href=/c>"#,
                &[],
            ),
            (r#"<link rel=modulepreload href=/m.mjs>"#, &["/m.mjs"]),
            (
                r#"<link rel="shortcut icon" href=/a.ico><link rel=icon href=/b.svg><link rel=apple-touch-icon href=/c.png>"#,
                &["/a.ico"],
            ),
            (
                r#"<script src=/a.js async></script><script src=/b.js type=module></script>"#,
                &["/a.js", "/b.js"],
            ),
            (
                r#"<script src=/a.js type="application/ld+json"></script><script src=/b.js nomodule></script><script>x</script>"#,
                &[],
            ),
            (
                r#"<img src=/a.png><img src=/b.png loading=Lazy><img src="data:image/gif;base64,R0"><img src="">"#,
                &["/a.png"],
            ),
            (r#"<img src=/a.png srcset="/b.png 2x, /c.png 3x">"#, &["/a.png"]),
            (
                r#"<picture><source srcset="/a.avif, /a2.avif 2x"><source srcset=/a.webp><img src=/a.png></picture>"#,
                &["/a.avif"],
            ),
            (
                r#"<picture><source media="(min-width: 9em)" srcset=/w.png><img src=/a.png></picture>"#,
                &["/a.png"],
            ),
            (r#"<picture><source srcset=/a.webp><img src=/a.png loading=lazy></picture>"#, &[]),
            (r#"<picture><source srcset=","><source></picture>"#, &[]),
            (r#"<img src=a.png><img src=./a.png#t><img src="/en/../en/a.png">"#, &["/en/a.png"]),
            (r#"<base href="/themes/"><img src=a.png>"#, &["/themes/a.png"]),
            (r#"<noscript><img src=/a.png></noscript><template><img src=/b.png></template>"#, &[]),
            (
                r#"<style>@import "/a.css"; @font-face { src: url(f.woff2) }</style>"#,
                &["/a.css*", "/en/f.woff2"],
            ),
            (r#"<style media=print>@import "/a.css";</style>"#, &[]),
            (
                r#"<img src="https://[broken"><img src="mailto:a@b.test"><img src="blob:https://shop.test/1">"#,
                &[],
            ),
        ] {
            assert_eq!(seen(&Assets::of_page(html, &page())).0, own, "{html}");
        }
    }

    #[test]
    fn other_origins_are_told_apart() {
        let html = r#"<script src=//cdn.test/a.js></script><script src=//cdn.test/a.js></script>
            <img src=https://cdn.test/b.png><img src=http://shop.test/c.png><img src=https://shop.test:444/d.png>
            <img src=https://SHOP.test:443/own.png>"#;
        let (own, elsewhere) = seen(&Assets::of_page(html, &page()));
        assert_eq!(own, ["/own.png"]);
        assert_eq!(
            elsewhere,
            ["https://cdn.test", "https://cdn.test", "http://shop.test", "https://shop.test:444"]
        );
    }

    #[test]
    fn a_style_sheet_names_files_beside_itself() {
        let url = Url::parse("https://shop.test/css/theme.css").unwrap();
        let css = "@import 'more.css'; @font-face { src: url(../f/a.woff2) } @font-face { src: url(//cdn.test/b.woff) }";
        let (own, elsewhere) = seen(&Assets::of_style(css, &url));
        assert_eq!(
            (own, elsewhere),
            (vec!["/css/more.css*".into(), "/f/a.woff2".into()], vec!["https://cdn.test".into()])
        );
    }

    #[test]
    fn a_page_without_end_is_cut_off() {
        let html: String = (0..3_000).map(|number| format!("<img src=/{number}.png>")).collect();
        assert_eq!(Assets::of_page(&html, &page()).own.len(), MOST);
    }

    proptest! {
        #[test]
        fn any_text_is_read(html in "(<(link|img|script|picture|source|style|base)( (rel|src|href|srcset|as)=[a-z/:.,@#]{0,9}){0,3}>?.{0,9}){0,9}") {
            let assets = Assets::of_page(&html, &page());
            prop_assert!(assets.own.iter().all(|asset| asset.url.origin() == page().origin()));
            prop_assert!(assets.elsewhere.iter().all(|url| url.origin() != page().origin()));
        }
    }
}
