//! Which files the pages need, as one thread knows it.
//!
//! Reading a page costs milliseconds, which a generator does not have in every visit. So each address is read once by
//! each thread, when its page first comes, and all virtual users of the thread take the list from here. Between two
//! readings nothing is said about a page that names other files for other visitors: the first visitor's count for all.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use url::{Position, Url};

use crate::http::{RequestTarget, Validators};
use crate::metric::Recorder;
use crate::page::Assets;

/// A journey with ever new addresses (a search for `${iteration}`) must not fill the memory: when there are more pages
/// than this, all are forgotten and read anew.
const MOST_PAGES: usize = 1_000;
/// The same for files.
const MOST_FILES: usize = 10_000;

/// The files of a page or style sheet, in its order.
pub(super) type Files = Rc<[Rc<PageFile>]>;

/// A file that pages need.
#[derive(Debug)]
pub(super) struct PageFile {
    /// Stands for its address in every visitor's memory.
    pub(super) key: FileKey,
    pub(super) target: RequestTarget,
    /// A page may take for a style sheet what another only preloads.
    is_style: Cell<bool>,
    /// For style sheets: the files that it names, once it was read.
    further: RefCell<Option<Files>>,
    /// By which the shop recognised it when it last came, shared by all who have the same.
    validators: RefCell<Option<Rc<Validators>>>,
}

/// A file's address as one word; the same for the same address, also after all was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FileKey(u64);

impl FileKey {
    pub(super) fn of(url: &Url) -> Self {
        let mut hasher = DefaultHasher::new();
        url.as_str().hash(&mut hasher);
        Self(hasher.finish())
    }
}

impl PageFile {
    /// Whether its text has to be read to know what else it needs.
    pub(super) fn is_unread(&self) -> bool {
        self.is_style.get() && self.further.borrow().is_none()
    }

    /// The files that it names, as far as they are known.
    pub(super) fn further(&self) -> Vec<Rc<PageFile>> {
        self.further.borrow().as_ref().map(|files| files.to_vec()).unwrap_or_default()
    }

    pub(super) fn validators(&self) -> Option<Rc<Validators>> {
        self.validators.borrow().clone()
    }

    pub(super) fn set_validators(&self, validators: Option<&Rc<Validators>>) {
        self.validators.replace(validators.cloned());
    }
}

/// What one thread knows.
#[derive(Debug, Default)]
pub(super) struct Library {
    pages: HashMap<String, Files>,
    files: HashMap<String, Rc<PageFile>>,
}

impl Library {
    /// The files of a page that was read.
    pub(super) fn page(&self, url: &Url) -> Option<Files> {
        self.pages.get(address(url)).cloned()
    }

    /// Reads a page, unless it is known.
    pub(super) fn read_page(&mut self, page: &RequestTarget, html: &[u8], recorder: &mut Recorder) -> Files {
        let url = page.url();
        if let Some(known) = self.page(url) {
            return known;
        }
        if self.pages.len() >= MOST_PAGES {
            self.pages.clear();
        }
        let files = self.files(page, Assets::of_page(&String::from_utf8_lossy(html), url), recorder);
        self.pages.insert(address(url).to_owned(), Rc::clone(&files));
        files
    }

    /// Reads a style sheet, unless it is known.
    pub(super) fn read_style(
        &mut self,
        style: &PageFile,
        sheet: &RequestTarget,
        css: &[u8],
        recorder: &mut Recorder,
    ) {
        if style.is_unread() {
            let assets = Assets::of_style(&String::from_utf8_lossy(css), sheet.url());
            let files = self.files(sheet, assets, recorder);
            style.further.replace(Some(files));
        }
    }

    fn files(&mut self, named_by: &RequestTarget, assets: Assets, recorder: &mut Recorder) -> Files {
        for url in &assets.elsewhere {
            recorder.elsewhere(&url[Position::BeforeHost..Position::BeforePath], url.as_str());
        }
        if self.files.len() + assets.own.len() > MOST_FILES {
            self.forget_files();
        }
        assets
            .own
            .into_iter()
            .filter_map(|asset| {
                let file = match self.files.get(asset.url.as_str()) {
                    Some(known) => Rc::clone(known),
                    None => self.add(named_by, asset.url)?,
                };
                file.is_style.set(file.is_style.get() || asset.is_style);
                Some(file)
            })
            .collect()
    }

    fn forget_files(&mut self) {
        // Style sheets that import each other would keep each other for ever.
        self.files.values().for_each(|file| drop(file.further.take()));
        self.files.clear();
        self.pages.clear();
    }

    fn add(&mut self, named_by: &RequestTarget, url: Url) -> Option<Rc<PageFile>> {
        let key = FileKey::of(&url);
        let name = url.as_str().to_owned();
        // An address that HTTP cannot send is loaded by no browser either.
        let file = Rc::new(PageFile {
            key,
            target: named_by.beside(url).ok()?,
            is_style: Cell::new(false),
            further: RefCell::default(),
            validators: RefCell::default(),
        });
        self.files.insert(name, Rc::clone(&file));
        Some(file)
    }
}

/// A page's address without the fragment, which stays with the visitor.
fn address(url: &Url) -> &str {
    &url[..Position::AfterQuery]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{AddressClass, Site};
    use crate::metric::{Layout, Measurements};

    fn url(path: &str) -> Url {
        Url::parse("http://shop.test").unwrap().join(path).unwrap()
    }

    fn page(path: &str) -> RequestTarget {
        Site::of(&url("/"), AddressClass::Private).unwrap().target(url(path)).unwrap()
    }

    #[test]
    fn a_page_is_read_once_and_its_files_are_shared() {
        let mut recorder = Recorder::new(&Layout::default());
        let mut library = Library::default();
        assert!(library.page(&url("/a")).is_none());
        let html = b"<link rel=preload as=style href=/t.css><img src=/x.png><img src=//cdn.test/y.png>";
        let first = library.read_page(&page("/a#top"), html, &mut recorder);
        let again = library.read_page(&page("/a"), b"<img src=/other.png>", &mut recorder);
        assert!(Rc::ptr_eq(&first, &again) && Rc::ptr_eq(&first, &library.page(&url("/a#end")).unwrap()));
        assert!(!first[0].is_unread(), "preloaded only");

        let other = library.read_page(&page("/b"), b"<link rel=stylesheet href=/t.css>", &mut recorder);
        assert!(Rc::ptr_eq(&first[0], &other[0]) && other[0].is_unread());
        let css = b"@font-face { src: url(f.woff2) } @font-face { src: url(//cdn.test/g.woff2) }";
        library.read_style(&other[0], &page("/t.css"), css, &mut recorder);
        assert!(!other[0].is_unread());
        let further: Vec<_> =
            other[0].further().iter().map(|file| file.target.url().path().to_owned()).collect();
        assert_eq!(further, ["/f.woff2"]);
        let measured = recorder.hand_over(Measurements::new(&Layout::default()));
        assert_eq!(measured.elsewhere.hosts().collect::<Vec<_>>(), [("cdn.test", 2)]);
    }

    #[test]
    fn ever_new_pages_fill_no_memory_and_change_no_key() {
        let mut recorder = Recorder::new(&Layout::default());
        let mut library = Library::default();
        let first = library.read_page(&page("/0"), b"<link rel=stylesheet href=/x.css>", &mut recorder);
        // It imports itself: nothing but the library's own care lets go of it.
        library.read_style(&first[0], &page("/x.css"), b"@import '/x.css';", &mut recorder);
        let gone = Rc::downgrade(&first[0]);
        let key = first[0].key;
        drop(first);
        for number in 1..=20_000 {
            let html = format!("<img src=/{number}.png>");
            library.read_page(&page(&format!("/{number}")), html.as_bytes(), &mut recorder);
            assert!(library.pages.len() <= MOST_PAGES && library.files.len() <= MOST_FILES);
        }
        assert!(gone.upgrade().is_none());
        let again = library.read_page(&page("/0"), b"<link rel=stylesheet href=/x.css>", &mut recorder);
        assert_eq!(again[0].key, key);
    }
}
