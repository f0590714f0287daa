use std::time::Duration;

use hyper::header::COOKIE;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn store(jar: &mut Jar, url: &Url, cookies: &[&[u8]]) {
    let mut headers = HeaderMap::new();
    for cookie in cookies {
        headers.append(SET_COOKIE, HeaderValue::from_bytes(cookie).unwrap());
    }
    jar.store(&headers, url);
}

/// The cookies in a request to `to` after an answer from `from`; a character up to U+00FF is a byte.
fn sent(from: &str, cookies: &[&str], to: &str) -> String {
    let bytes = |text: &&str| text.chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
    let cookies: Vec<Vec<u8>> = cookies.iter().map(bytes).collect();
    let mut jar = Jar::default();
    store(&mut jar, &url(from), &cookies.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let header = jar.header(&url(to));
    header.map(|header| header.as_bytes().iter().copied().map(char::from).collect()).unwrap_or_default()
}

fn jar_after(answers: &[&[&str]]) -> (Jar, Url) {
    let url = url("http://shop.test/en/cart");
    let mut jar = Jar::default();
    for cookies in answers {
        store(&mut jar, &url, &cookies.iter().map(|cookie| cookie.as_bytes()).collect::<Vec<_>>());
    }
    (jar, url)
}

#[test]
fn the_newest_value_wins() {
    let (mut jar, url) = jar_after(&[&["P=old; path=/"], &["P=newer; path=/", "P=newest; path=/; HttpOnly"]]);
    assert_eq!(jar.header(&url).unwrap(), "P=newest");
    assert_eq!(jar.value(&url, "P").unwrap(), "newest");
    assert_eq!(jar.value(&url, "Q"), None);
}

/// A script's cookie is for the whole host, and one with the shop's.
#[test]
fn a_script_s_cookie_is_one_cookie_with_the_shop_s() {
    let page = url("http://shop.test/en/cart?x=1");
    let mut jar = Jar::default();
    assert!(jar.put(&page, "form_key", "drawn"));
    for (to, expected) in [
        ("http://shop.test/", Some("form_key=drawn")),
        ("http://shop.test/fr/a/b", Some("form_key=drawn")),
        ("http://www.shop.test/en/cart", None),
        ("http://other.test/", None),
    ] {
        let header = jar.header(&url(to));
        assert_eq!(header.as_ref().map(|header| header.to_str().unwrap()), expected, "{to}");
    }
    store(&mut jar, &page, &[b"form_key=shop; Path=/; Max-Age=60"]);
    assert_eq!(jar.header(&page).unwrap(), "form_key=shop");
    assert!(jar.put(&page, "form_key", "again"));
    assert_eq!((jar.header(&page).unwrap().to_str().unwrap(), jar.next_end), ("form_key=again", None));
    // The shop's cookie of a folder is another one.
    store(&mut jar, &page, &[b"form_key=folder; Path=/en"]);
    assert_eq!(jar.header(&page).unwrap(), "form_key=folder; form_key=again");
    store(&mut jar, &page, &[b"form_key=; Path=/; Max-Age=0", b"form_key=; Path=/en; Max-Age=0"]);
    assert_eq!(jar.header(&page), None);
}

#[test]
fn what_a_browser_would_refuse_or_change_is_not_put() {
    let long = "x".repeat(4_090);
    for (page, name, value, kept) in [
        ("http://shop.test/", "a", "", true),
        ("http://shop.test/", "a", "b=c d,\"é\"", true),
        ("http://shop.test/", "", "b", false),
        ("http://shop.test/", "a=b", "c", false),
        ("http://shop.test/", " a", "b", false),
        ("http://shop.test/", "a", "b ", false),
        ("http://shop.test/", "a", "b; Path=/x", false),
        ("http://shop.test/", "a", "b\r\nX: y", false),
        ("http://shop.test/", "name", &long, true),
        ("http://shop.test/", "longer name", &long, false),
        ("https://shop.test/", "__Host-a", "b", true),
        ("http://127.0.0.1/", "__Secure-a", "b", true),
        ("http://shop.test/", "__Secure-a", "b", false),
    ] {
        let mut jar = Jar::default();
        let page = url(page);
        assert_eq!(jar.put(&page, name, value), kept, "{name}={value}");
        let sent = jar.header(&page).map(|header| String::from_utf8(header.as_bytes().to_vec()).unwrap());
        assert_eq!(sent, kept.then(|| format!("{name}={value}")));
    }
    let mut jar = Jar::default();
    store(&mut jar, &url("https://shop.test/"), &[b"a=safe; Secure; Path=/"]);
    assert!(!jar.put(&url("http://shop.test/"), "a", "bad"), "plain HTTP does not replace what is secure");
}

#[test]
fn foreign_secure_and_expired_cookies_are_not_sent() {
    let (mut jar, url) =
        jar_after(&[&["a=1; domain=other.test", "b=2; Secure", "c=3; Max-Age=0", "d=4; path=/fr", "e=5"]]);
    assert_eq!(jar.header(&url).unwrap(), "e=5");
}

#[test]
fn clearing_makes_a_new_visitor() {
    let (mut jar, url) = jar_after(&[&["P=1; path=/; Max-Age=60"]]);
    assert!(jar.header(&url).is_some());
    jar.clear();
    assert_eq!((jar.header(&url), jar.value(&url, "P"), jar.next_end), (None, None, None));
}

#[test]
fn names_and_values_are_sent_back_byte_for_byte() {
    for (cookie, expected) in [
        (r#"q="a b,c"; Path=/"#, r#"q="a b,c""#),
        ("sso:x_0=v1", "sso:x_0=v1"),
        ("sub=B=7a&b=3&s=cb", "sub=B=7a&b=3&s=cb"),
        (r#"j={"a":1,"b":[2]}"#, r#"j={"a":1,"b":[2]}"#),
        ("  sp\t = \t x y  ; Path=/", "sp=x y"),
        ("u=caf\u{c3}\u{a9}", "u=caf\u{c3}\u{a9}"),
        ("l=caf\u{e9}", "l=caf\u{e9}"),
        ("caf\u{e9}=1", "caf\u{e9}=1"),
        ("p=a%20b%2C+c", "p=a%20b%2C+c"),
        ("ev=", "ev="),
        ("lonely", "lonely"),
        ("=lonely", "lonely"),
        ("==", "="),
        (";", ""),
        ("=", ""),
    ] {
        assert_eq!(sent("http://shop.test/", &[cookie], "http://shop.test/x"), expected, "{cookie}");
    }
    for (length, is_kept) in [(3_900, true), (4_093, true), (4_094, false)] {
        let cookie = format!("big={}", "x".repeat(length));
        let kept = sent("http://shop.test/", &[&cookie], "http://shop.test/");
        assert_eq!(kept == cookie, is_kept, "{length}");
    }
}

#[test]
fn longer_paths_first_then_older_ones() {
    let set = [
        "dup=root; Path=/",
        "a=1; Path=/",
        "dup=deep; Path=/shop",
        "deepest=1; Path=/shop/cart",
        "b=1; Path=/shop/",
        "a=2; Path=/",
        "gone=1; Path=/",
        "c=1; Path=/",
        "gone=; Path=/; Max-Age=0",
        "gone=2; Path=/",
    ];
    for (path, expected) in [
        ("/", "dup=root; a=2; c=1; gone=2"),
        ("/shop", "dup=deep; dup=root; a=2; c=1; gone=2"),
        ("/shop/cart?x=1", "deepest=1; b=1; dup=deep; dup=root; a=2; c=1; gone=2"),
        ("/shopping", "dup=root; a=2; c=1; gone=2"),
    ] {
        let to = format!("http://shop.test{path}");
        assert_eq!(sent("http://shop.test/shop/cart/x", &set, &to), expected, "{path}");
    }
    let mut jar = Jar::default();
    store(&mut jar, &url("http://shop.test/"), &set.map(str::as_bytes));
    assert_eq!(jar.value(&url("http://shop.test/shop"), "dup").unwrap(), "deep");
}

#[test]
fn where_a_cookie_goes() {
    // From, cookie, to, whether it is sent.
    for (from, cookie, to, goes) in [
        ("http://shop.test/a/b", "k=1", "http://shop.test/a", true),
        ("http://shop.test/a/b", "k=1", "http://shop.test/a/x/y", true),
        ("http://shop.test/a/b", "k=1", "http://shop.test/ab", false),
        ("http://shop.test/a", "k=1", "http://shop.test/", true),
        ("http://shop.test/a/b", "k=1; Path=shop", "http://shop.test/a/x", true),
        ("http://shop.test/a/b", "k=1; Path=shop", "http://shop.test/shop", false),
        ("http://shop.test/a/b", "k=1; Path=", "http://shop.test/", false),
        ("http://shop.test/a/b", "k=1; Path=/x; path=/", "http://shop.test/", true),
        ("http://shop.test/a/b", "k=1; PATH = /other ", "http://shop.test/other/x", true),
        // Hosts.
        ("http://shop.test/", "k=1", "http://www.shop.test/", false),
        ("http://shop.test/", "k=1; Domain=shop.test", "http://www.shop.test/", true),
        ("http://www.shop.test/", "k=1; Domain=.Shop.Test", "http://www.shop.test/", true),
        ("http://www.shop.test/", "k=1; Domain=op.test", "http://www.shop.test/", false),
        ("http://shop.test/", "k=1; Domain=www.shop.test", "http://shop.test/", false),
        ("http://shop.test/", "k=1; Domain=test", "http://shop.test/", false),
        ("http://shop.test/", "k=1; Domain=evil.example", "http://shop.test/", false),
        ("http://shop.test/", "k=1; Domain=evil.example; Domain=", "http://shop.test/", true),
        ("http://shop.test/", "k=1; Domain=", "http://shop.test/", true),
        ("http://127.0.0.1/", "k=1; Domain=127.0.0.1", "http://127.0.0.1/", true),
        ("http://127.0.0.1/", "k=1; Domain=.127.0.0.1", "http://127.0.0.1/", true),
        ("http://127.0.0.1/", "k=1; Domain=0.0.1", "http://127.0.0.1/", false),
        ("http://[::1]/", "k=1; Domain=[::1]", "http://[::1]/", true),
        ("http://localhost/", "k=1; Domain=localhost", "http://localhost/", true),
        ("http://localhost/", "k=1; Domain=localhost", "http://shop.localhost/", false),
        ("http://shop.test:8080/", "k=1", "http://shop.test:9090/", true),
        // Secure.
        ("http://shop.test/", "k=1; Secure", "https://shop.test/", false),
        ("https://shop.test/", "k=1; Secure", "https://shop.test/", true),
        ("https://shop.test/", "k=1; Secure", "http://shop.test/", false),
        ("https://shop.test/", "k=1; Secure=no", "http://shop.test/", false),
        ("http://127.0.0.9/", "k=1; Secure", "http://127.0.0.9/", true),
        ("http://[::1]/", "k=1; Secure", "http://[::1]/", true),
        ("http://localhost/", "k=1; Secure", "http://localhost/", true),
        ("http://shop.localhost/", "k=1; Secure", "http://shop.localhost/", true),
        ("http://notlocalhost/", "k=1; Secure", "http://notlocalhost/", false),
        ("http://192.168.0.1/", "k=1; Secure", "http://192.168.0.1/", false),
        // Prefixes.
        ("https://shop.test/", "__Host-k=1; Path=/; Secure", "https://shop.test/", true),
        ("https://shop.test/", "__host-k=1; Path=/", "https://shop.test/", false),
        ("https://shop.test/", "__Host-k=1; Secure", "https://shop.test/", false),
        ("https://shop.test/", "__Host-k=1; Path=/a; Secure", "https://shop.test/a", false),
        ("https://shop.test/", "__Host-k=1; Path=/; Secure; Domain=shop.test", "https://shop.test/", false),
        ("http://127.0.0.1/", "__Host-k=1; Path=/; Secure", "http://127.0.0.1/", true),
        ("http://shop.test/", "__Host-k=1; Path=/; Secure", "http://shop.test/", false),
        ("https://shop.test/", "__Secure-k=1; Secure; Domain=shop.test", "https://shop.test/", true),
        ("https://shop.test/", "__Secure-k=1", "https://shop.test/", false),
        ("https://shop.test/", "=__Secure-k=1; Secure", "https://shop.test/", false),
        ("https://shop.test/", "__Host-k; Secure; Path=/", "https://shop.test/", false),
        // Lives.
        (
            "http://shop.test/",
            "k=1; Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "http://shop.test/",
            true,
        ),
        (
            "http://shop.test/",
            "k=1; Max-Age=0; Expires=Wed, 01 Jan 2048 00:00:00 GMT",
            "http://shop.test/",
            false,
        ),
        ("http://shop.test/", "k=1; Max-Age=-9", "http://shop.test/", false),
        ("http://shop.test/", "k=1; Max-Age=-", "http://shop.test/", true),
        ("http://shop.test/", "k=1; Max-Age=+0", "http://shop.test/", true),
        ("http://shop.test/", "k=1; Max-Age=0.5", "http://shop.test/", true),
        ("http://shop.test/", "k=1; Max-Age=99999999999999999999999", "http://shop.test/", true),
        ("http://shop.test/", "k=1; expires=Thu, 01-Jan-1970 00:00:01 GMT", "http://shop.test/", false),
        ("http://shop.test/", "k=1; Expires=tomorrow", "http://shop.test/", true),
        ("http://shop.test/", "k=1; expires=Wednesday, 01-Jan-48 00:00:00 GMT", "http://shop.test/", true),
        ("http://shop.test/", "k=1; SameSite=Bogus; Partitioned; Priority=High", "http://shop.test/", true),
    ] {
        assert_eq!(!sent(from, &[cookie], to).is_empty(), goes, "{cookie}, set by {from}, to {to}");
    }
}

#[test]
fn plain_http_does_not_replace_what_is_secure() {
    let (over_tls, plain) = (url("https://shop.test/a"), url("http://shop.test/a"));
    let mut jar = Jar::default();
    store(&mut jar, &over_tls, &[b"k=safe; Secure; Path=/a"]);
    store(&mut jar, &plain, &[b"k=bad; Path=/a", b"k=bad; Domain=shop.test; Path=/a/b", b"k=fine; Path=/"]);
    assert_eq!(jar.header(&url("https://shop.test/a/b")).unwrap(), "k=safe; k=fine");
    store(&mut jar, &over_tls, &[b"k=new; Path=/a"]);
    assert_eq!(jar.header(&plain).unwrap(), "k=new; k=fine");
}

#[test]
fn a_cookie_of_the_host_and_one_of_the_domain_are_two() {
    let set = ["k=host; Path=/", "k=domain; Path=/; Domain=shop.test"];
    assert_eq!(sent("http://shop.test/", &set, "http://shop.test/"), "k=host; k=domain");
    let alone = ["k=host; Path=/", "k=domain; Path=/; Domain=127.0.0.1"];
    assert_eq!(sent("http://127.0.0.1/", &alone, "http://127.0.0.1/"), "k=domain");
}

#[test]
fn a_life_ends_in_time() {
    let (mut jar, url) = jar_after(&[&["long=1; Max-Age=60", "short=1; Max-Age=20", "P=1"]]);
    let begun = Instant::now();
    let at = |jar: &mut Jar, seconds| {
        let header = jar.header_at(&url, Some(begun + Duration::from_secs(seconds)));
        header.map(|header| header.to_str().unwrap().to_owned())
    };
    assert_eq!(at(&mut jar, 10).unwrap(), "long=1; short=1; P=1");
    assert_eq!(at(&mut jar, 30).unwrap(), "long=1; P=1");
    // Only the expiry is new.
    store(&mut jar, &url, &[b"long=1; Max-Age=600"]);
    assert_eq!(at(&mut jar, 61).unwrap(), "long=1; P=1");
    assert_eq!(at(&mut jar, 700).unwrap(), "P=1");
    store(&mut jar, &url, &[b"P=1; Max-Age=0"]);
    assert_eq!(at(&mut jar, 0), None);
}

#[test]
fn a_jar_has_a_bottom() {
    let mut jar = Jar::default();
    let url = url("http://shop.test/a/b");
    store(&mut jar, &url, &[b"first=1; Path=/a/b"]);
    for number in 0..MOST {
        store(&mut jar, &url, &[format!("c{number}=1; Path=/").as_bytes()]);
    }
    let header = jar.header(&url).unwrap();
    let text = header.to_str().unwrap();
    assert_eq!((jar.cookies.len(), text.matches("; ").count() + 1), (MOST, MOST));
    assert!(text.starts_with("c0=1; c1=1;") && text.ends_with("c179=1"), "{text}");
}

#[test]
fn nothing_new_allocates_nothing() {
    let cookie = b"P=1; Max-Age=60; Path=/; Domain=shop.test; HttpOnly".as_slice();
    let (page, cart) = (url("http://shop.test/en/page?x=1"), url("http://shop.test/en/cart"));
    let mut headers = HeaderMap::new();
    for cookie in [cookie, b"cart=7; Path=/en/cart", b"lonely", b"refused=1; Secure"] {
        headers.append(SET_COOKIE, HeaderValue::from_bytes(cookie).unwrap());
    }
    let mut jar = Jar::default();
    let mut walk = || {
        jar.store(&headers, &page);
        [&page, &cart].map(|url| jar.header(url)).iter().flatten().map(HeaderValue::len).sum::<usize>()
    };
    let sent = walk();
    assert_eq!(sent, "lonely; P=1".len() + "cart=7; lonely; P=1".len());
    let allocated = allocation_counter::measure(|| assert_eq!(walk(), sent));
    assert_eq!(allocated.count_total, 0, "{allocated:?}");
}

/// The lines of one answer and the resulting request, as a real server sent them.
#[test]
fn all_at_once() {
    let big = format!("big={}; Path=/", "x".repeat(3_900));
    let set = [
        r#"q="a b,c"; Path=/"#,
        "e1=keep; expires=Wed, 01-Jan-2048 00:00:00 GMT; Path=/",
        "e3=keep; expires=Wed Jan  1 00:00:00 2048; Path=/",
        "gone=1; expires=Thu, 01-Jan-1970 00:00:01 GMT; Path=/",
        "e5=keep; Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
        "ss=1; SameSite=Bogus; Path=/",
        "sec=1; Secure; Path=/",
        "od=1; Domain=evil.example; Path=/",
        "np=1",
        "rp=1; Path=shop",
        "ps=1; Path=/a",
        "pab=1; Path=/ab",
        "lonely; Path=/",
        "Session=1; Path=/",
        "session=2; Path=/",
        "dup=root; Path=/",
        "dup=deep; Path=/a",
        "PrestaShop-0f1e=def50200%2Babc; expires=Sat, 01-Jan-2048 10:00:00 GMT; Max-Age=1727999; path=/; \
         domain=127.0.0.1; HttpOnly; SameSite=Lax",
        "ow=old; Path=/",
        "l=caf\u{e9}; Path=/",
        "ow=new; Path=/",
        &big,
        "__Host-h=1; Path=/; Secure",
    ];
    let everywhere = format!(
        "q=\"a b,c\"; e1=keep; e3=keep; e5=keep; ss=1; sec=1; lonely; Session=1; session=2; dup=root; \
         PrestaShop-0f1e=def50200%2Babc; ow=new; l=caf\u{e9}; big={}; __Host-h=1",
        "x".repeat(3_900)
    );
    for (path, before) in [("/a/x", "np=1; rp=1; ps=1; dup=deep; "), ("/", ""), ("/ab/x", "pab=1; ")] {
        let to = format!("http://127.0.0.1{path}");
        assert_eq!(sent("http://127.0.0.1/a/set", &set, &to), format!("{before}{everywhere}"), "{path}");
    }
}

/// Bytes that a header's value may contain; a list of cookies is split at `;`.
fn bytes(longest: usize) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![0x21_u8..=0x3a, 0x3c_u8..=0x7e, 0x80_u8..=0xff];
    vec(byte, 1..longest)
}

proptest! {
    #[test]
    fn what_is_stored_is_sent_back_byte_for_byte(
        pairs in vec((bytes(12), bytes(40)), 1..12), place in 0_usize..3,
    ) {
        let mut expected: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: Vec<u8> = name.into_iter().filter(|byte| *byte != b'=').collect();
            let pair = if name.is_empty() { value.clone() } else { [&name, b"=".as_slice(), &value].concat() };
            let split = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = split.map_or((&b""[..], &pair[..]), |at| (&pair[..at], &pair[at + 1..]));
            if name.is_empty() && value.is_empty() {
                continue;
            }
            let value = value.to_vec();
            match expected.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => *old = value,
                None => expected.push((name.to_vec(), value)),
            }
            headers.append(SET_COOKIE, HeaderValue::from_bytes(&pair).unwrap());
        }
        let mut jar = Jar::default();
        jar.store(&headers, &url("http://shop.test/a/b"));
        let to = ["http://shop.test/a", "http://shop.test/a/b/c", "https://shop.test/a/?q"][place];
        let sent: Vec<Vec<u8>> = expected.into_iter().map(|(name, value)| match name.is_empty() {
            true => value,
            false => [name, value].join(&b'='),
        }).collect();
        let header = jar.header(&url(to));
        prop_assert_eq!(header.as_ref().map_or(&b""[..], HeaderValue::as_bytes), sent.join(b"; ".as_slice()));
    }

    /// Each cookie is named after the requests that may carry it; for all sets, a header that is ready equals one made anew.
    #[test]
    fn never_to_another_path_or_place_or_after_its_end(
        set in vec((0_usize..4, any::<bool>(), 0_u64..50, 0_usize..2), 1..20), asked in vec((0_usize..6, any::<bool>(), 0_u64..80), 1..20),
    ) {
        const PATHS: [&str; 6] = ["/", "/a", "/a/b", "/ab", "/a/bc", "/a/b/c"];
        let mut jar = Jar::default();
        let begun = Instant::now();
        for (path, secure, life, spare) in set {
            let flag = if secure { "; Secure" } else { "" };
            // A minute is added, so that no cookie expires while the test runs.
            let line = format!(
                "{path}.{secure}.{life}.{spare}=1; Path={}; Max-Age={}{flag}", PATHS[path], 60 + life * 60
            );
            store(&mut jar, &url("https://shop.test/"), &[line.as_bytes()]);
        }
        let mut latest = 0;
        for (path, secure, minutes) in asked {
            // The time advances.
            latest = latest.max(minutes);
            let now = begun + Duration::from_secs(latest * 60 + 30);
            let to = url(&format!("{}://shop.test{}", if secure { "https" } else { "http" }, PATHS[path]));
            let header = jar.header_at(&to, Some(now));
            jar.ready.clear();
            prop_assert_eq!(&header, &jar.header_at(&to, Some(now)));
            let mut headers = HeaderMap::new();
            headers.extend(header.map(|header| (COOKIE, header)));
            for cookie in headers.get(COOKIE).map_or("", |header| header.to_str().unwrap()).split("; ") {
                let Some((name, _)) = cookie.split_once('=') else { continue };
                let [own, needs, life, _] = <[&str; 4]>::try_from(name.split('.').collect::<Vec<_>>()).unwrap();
                let own = PATHS[own.parse::<usize>().unwrap()];
                let below = PATHS[path].strip_prefix(own).is_some_and(|rest| {
                    rest.is_empty() || own == "/" || rest.starts_with('/')
                });
                prop_assert!(below, "{} to {}", cookie, to);
                prop_assert!(secure || needs == "false", "{} to {}", cookie, to);
                prop_assert!(life.parse::<u64>().unwrap() + 1 > latest, "{} after {} minutes", cookie, latest);
            }
        }
    }
}
