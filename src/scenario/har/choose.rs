//! Chooses the requests of a recording that a journey repeats: the shop's own pages and scripts' requests, but no order.

use std::collections::{BTreeSet, HashMap, HashSet};

use url::{Position, Url};

use super::log::HarEntry;
use super::order;
use super::{HarError, MOST_STEPS, RecordedShops, listed};
use crate::http::same_origin;
use crate::units::count;

/// A request that the journey repeats, together with the redirects that follow it.
#[derive(Debug)]
pub(super) struct RecordedVisit<'h> {
    pub(super) entry: &'h HarEntry,
    /// The answer at the end of the redirects.
    pub(super) last: &'h HarEntry,
    /// The request's address.
    pub(super) url: Url,
    /// Whether it leads to another host, where no journey follows.
    pub(super) leaves: bool,
}

/// The requests that were left out, by reason.
#[derive(Debug, Default)]
struct LeftOut {
    files: usize,
    unanswered: usize,
    sockets: BTreeSet<String>,
    streams: BTreeSet<String>,
    preflights: usize,
    hosts: BTreeSet<String>,
    /// Other hosts that redirected to the shop.
    doors: BTreeSet<String>,
    orders: Vec<String>,
}

/// Finds the shop, and the requests that a journey repeats.
pub(super) fn choose<'h>(
    entries: &'h [HarEntry],
    base_url: Option<&Url>,
    shops: &dyn RecordedShops,
    notes: &mut Vec<String>,
) -> Result<(Url, Vec<RecordedVisit<'h>>), HarError> {
    let base_url = base_url.cloned().or_else(|| first_page(entries)).ok_or(HarError::Empty)?;
    let mut left_out = LeftOut::default();
    let mut later = Later::of(entries);
    let mut followed = HashSet::new();
    let mut visits = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        if followed.contains(&entry.number) {
            continue;
        }
        let left = left_out.leaves(entry, &base_url, shops);
        if left && !same_origin(&entry.url, &base_url) {
            continue;
        }
        let mut last = entry;
        // The browser followed the redirect within the recording; the request at its target is not a step of its own.
        while let Some(next) = later.follow(last, place) {
            followed.insert(next.number);
            last = next;
        }
        if left {
            continue;
        }
        let leaves =
            is_redirect(last) && last.location.as_ref().is_some_and(|url| !same_origin(url, &base_url));
        visits.push(RecordedVisit { entry, last, url: entry.url.clone(), leaves });
    }
    left_out.tell(&base_url, notes);
    if visits.len() > MOST_STEPS {
        return Err(HarError::TooMany(count::display(visits.len() as u64)));
    }
    if visits.is_empty() {
        return Err(HarError::Nothing(base_url.to_string()));
    }
    Ok((base_url, visits))
}

/// Scheme, host and port of the first page that came; without one, of the first answer that is not a redirect, otherwise of the
/// first answer.
fn first_page(entries: &[HarEntry]) -> Option<Url> {
    let mut web = entries.iter().filter(|entry| is_web(&entry.url) && entry.status > 0);
    let came =
        |entry: &&HarEntry| entry.is_document() && entry.is_html() && (200..300).contains(&entry.status);
    let page = (web.clone().find(came))
        .or_else(|| web.clone().find(|entry| entry.is_document() && !is_redirect(entry)))
        .or_else(|| web.clone().find(|entry| entry.is_document()))
        .or_else(|| web.next())?;
    let mut shop = Url::parse(&page.url[..Position::BeforePath]).ok()?;
    // A name and password in the address are as private as those in a form; neither call fails for an address with a host.
    shop.set_username("").and_then(|()| shop.set_password(None)).ok()?;
    Some(shop)
}

/// Scheme, host and port of an address.
pub(super) fn origin(url: &Url) -> String {
    format!("{}://{}", url.scheme(), &url[Position::BeforeHost..Position::BeforePath])
}

/// An address without the parts that may be private: name, password and query.
fn bare(url: &Url) -> String {
    format!("{}{}", origin(url), url.path())
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn is_redirect(entry: &HarEntry) -> bool {
    matches!(entry.status, 301 | 302 | 303 | 307 | 308)
}

/// The places of the requests for each address, without those that a redirect led to.
struct Later<'h> {
    entries: &'h [HarEntry],
    places: HashMap<String, BTreeSet<usize>>,
}

impl<'h> Later<'h> {
    fn of(entries: &'h [HarEntry]) -> Self {
        let mut places: HashMap<String, BTreeSet<usize>> = HashMap::new();
        if entries.iter().any(is_redirect) {
            for (place, entry) in entries.iter().enumerate() {
                places.entry(plain(&entry.url)).or_default().insert(place);
            }
        }
        Self { entries, places }
    }

    /// The request, behind a place, by which the browser followed a redirect; it is not found again.
    fn follow(&mut self, entry: &HarEntry, behind: usize) -> Option<&'h HarEntry> {
        let target = entry.location.as_ref().filter(|_| is_redirect(entry))?;
        let places = self.places.get_mut(&plain(target))?;
        // Entries are sorted by their beginning.
        let begun = self.entries.partition_point(|other| other.began < entry.began);
        let mut following = places.range(begun.max(behind + 1)..);
        let place = *following.find(|place| self.entries[**place].number != entry.number)?;
        places.remove(&place);
        Some(&self.entries[place])
    }
}

/// An address without its fragment, as it is sent.
fn plain(url: &Url) -> String {
    url[..Position::AfterQuery].to_owned()
}

impl LeftOut {
    /// Whether the journey leaves this request out; notes the reason.
    fn leaves(&mut self, entry: &HarEntry, base_url: &Url, shops: &dyn RecordedShops) -> bool {
        if entry.resource_type == "websocket"
            || entry.status == 101
            || matches!(entry.url.scheme(), "ws" | "wss")
        {
            self.sockets.insert(bare(&entry.url));
        } else if is_stream(entry) {
            self.streams.insert(bare(&entry.url));
        } else if !same_origin(&entry.url, base_url) {
            let to_shop = |location: &Url| is_redirect(entry) && same_origin(location, base_url);
            if entry.location.as_ref().is_some_and(to_shop) {
                self.doors.insert(origin(&entry.url));
            } else if entry.url.host() == base_url.host() {
                self.hosts.insert(origin(&entry.url));
            } else {
                self.hosts.insert(entry.url[Position::BeforeHost..Position::BeforePath].to_owned());
            }
        } else if entry.is("OPTIONS") {
            self.preflights += 1;
        } else if is_file(entry) {
            self.files += 1;
        } else if entry.status == 0 {
            self.unanswered += 1;
        } else if let Some(named) = order::placing(entry, shops) {
            self.orders.push(named);
        } else {
            return false;
        }
        true
    }

    fn tell(self, base_url: &Url, notes: &mut Vec<String>) {
        let shop = origin(base_url);
        if !self.doors.is_empty() {
            notes.push(format!(
                "{} redirects to the shop and is left out; the journey begins at {shop}",
                listed(&self.doors)
            ));
        }
        let mut count = |count: usize, what: &str| {
            if count > 0 {
                notes.push(format!("left out, {what}: {count}"));
            }
        };
        count(self.files, "files (--assets loads what pages need)");
        count(self.unanswered, "requests without an answer");
        count(self.preflights, "CORS preflights (OPTIONS)");
        for (what, addresses) in [
            ("WebSockets, which promo-load does not speak", &self.sockets),
            ("event streams (EventSource), which never end", &self.streams),
            ("requests to other hosts", &self.hosts),
        ] {
            if !addresses.is_empty() {
                notes.push(format!("left out, {what}: {}", listed(addresses)));
            }
        }
        if !self.orders.is_empty() {
            notes.push(format!("promo-load never orders; left out: {}", listed(&self.orders)));
        }
    }
}

/// Whether the answer is a stream for the page's script, which goes on for as long as the page is open.
fn is_stream(entry: &HarEntry) -> bool {
    let accepts = entry.header("accept").unwrap_or_default().to_ascii_lowercase();
    entry.resource_type == "eventsource"
        || entry.mime == "text/event-stream"
        || (accepts.trim() == "text/event-stream" && entry.is("GET"))
}

/// Whether the request is for a file of a page. Scripts' own requests are not, whatever they fetch.
fn is_file(entry: &HarEntry) -> bool {
    match entry.resource_type.as_str() {
        "image" | "stylesheet" | "script" | "font" | "media" | "manifest" | "texttrack" | "imageset" => {
            return true;
        }
        "document" | "xhr" | "fetch" => return false,
        _ => {}
    }
    if !entry.is("GET") {
        return false;
    }
    let kinds = [
        "image/",
        "font/",
        "audio/",
        "video/",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/x-javascript",
        "application/font",
        "application/x-font",
    ];
    if kinds.iter().any(|kind| entry.mime.starts_with(kind)) {
        return true;
    }
    let ending = entry.url.path().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| {
        [
            "css",
            "js",
            "mjs",
            "map",
            "png",
            "jpg",
            "jpeg",
            "gif",
            "webp",
            "avif",
            "svg",
            "ico",
            "woff",
            "woff2",
            "ttf",
            "otf",
            "eot",
            "mp4",
            "webm",
            "webmanifest",
        ]
        .contains(&ending.as_str())
    })
}
