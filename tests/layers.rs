//! Keeps ARCHITECTURE.md's table of floors true: a module uses only modules of lower floors.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own sources should panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Reads the floors from the table in ARCHITECTURE.md: `| 3 | `scenario` | … |`.
fn floors() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    text.lines()
        .filter_map(|line| {
            let mut cells = line.split('|').map(str::trim).skip(1);
            let floor = cells.next()?.parse().ok()?;
            let names: Vec<String> =
                cells.next()?.split(',').map(|name| name.trim().trim_matches('`').to_owned()).collect();
            Some(names.into_iter().map(move |name| (name, floor)))
        })
        .flatten()
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The top-level module that a file belongs to.
fn module_of(path: &Path) -> String {
    let relative = path.strip_prefix(root().join("src")).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Every module named after `crate::`, in imports and in paths.
fn used_modules(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.match_indices("crate::").map(move |(at, token)| &line[at + token.len()..]))
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
            None => vec![rest],
        })
        .map(|path| path.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn modules_use_only_lower_floors() {
    let floors = floors();
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    assert!(files.len() > 50, "found only {} files", files.len());
    let mut breaches = Vec::new();
    let mut uses = 0;
    for path in files {
        let module = module_of(&path);
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let Some(floor) = floors.get(&module) else {
            breaches.push(format!("`{module}` is not in ARCHITECTURE.md's table"));
            continue;
        };
        for used in used_modules(&fs::read_to_string(&path).unwrap()) {
            match floors.get(&used) {
                Some(other) if *other < *floor || used == module => uses += 1,
                // A private item of the same module, or a macro, is no module of the table.
                None => {}
                Some(other) => breaches.push(format!(
                    "{}: `{module}` (floor {floor}) uses `{used}` (floor {other})",
                    path.display()
                )),
            }
        }
    }
    assert!(uses > 50, "the test saw only {uses} uses; does it still read the files?");
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// Folders in which files still import each other in a circle. The list only gets shorter.
const CIRCLES: [&str; 0] = [];
/// The demo shop is one circle, too.
const DEMO: &str = "shop";

#[test]
fn files_of_a_folder_import_each_other_in_one_direction() {
    let src = root().join("src");
    let mut folders = Vec::new();
    sub_folders(&src, &mut folders);
    assert!(folders.len() > 30, "found only {} folders", folders.len());
    let with_circles: BTreeSet<String> = folders
        .iter()
        .filter(|folder| has_circle(&imports_within(folder)))
        .map(|folder| folder.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    let known: BTreeSet<String> = CIRCLES.iter().chain([&DEMO]).map(|&folder| folder.to_owned()).collect();
    assert_eq!(with_circles, known, "left: the folders with circles; right: those that may have one");
}

/// Words that only one platform's pages, carts and addresses have, in lower case, with the folder that may say them.
const WORDS: [(&str, &str); 13] = [
    ("prestashop", "prestashop"),
    ("id_product", "prestashop"),
    ("adddiscount", "prestashop"),
    ("deletediscount", "prestashop"),
    ("discount_name", "prestashop"),
    ("data-id-product", "prestashop"),
    ("/cart/totals", "prestashop"),
    ("/cart/vouchers", "prestashop"),
    ("woocommerce", "woocommerce"),
    ("wc-ajax", "woocommerce"),
    ("wc/store", "woocommerce"),
    ("coupon_code", "woocommerce"),
    ("form_key", "magento"),
];
/// The demo shop speaks for a platform.
const SPEAKER: &str = "shop/";
/// The registry names the folders, and says nothing else of theirs.
const REGISTRY: &str = "shops/mod.rs";

/// Whether a line has the word, and not only as the end of another: `invalid_product` has no `id_product`.
fn says(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(|letter: char| letter.is_ascii_lowercase()))
}

#[test]
fn what_only_a_platform_says_stays_in_its_folder() {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut breaches = Vec::new();
    let mut said = BTreeSet::new();
    for path in files {
        let relative = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        let is_test = relative.split('/').any(|part| part.trim_end_matches(".rs") == "tests");
        if is_test || relative.starts_with(SPEAKER) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (line, number) in text.lines().map(str::to_lowercase).zip(1..) {
            for (word, folder) in WORDS.iter().filter(|(word, _)| says(&line, word)) {
                if relative.starts_with(&format!("shops/{folder}/")) {
                    said.insert(*word);
                } else if relative != REGISTRY || word != folder {
                    breaches.push(format!("{relative}:{number}: `{word}` belongs into shops/{folder}"));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    assert!(said.len() > 7, "the folders say only {said:?}; does the test still read them?");
}

#[test]
fn circles_are_found() {
    let graph = |edges: &[(&str, &str)]| {
        let mut graph = BTreeMap::<String, BTreeSet<String>>::new();
        for (from, to) in edges {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    };
    assert!(!has_circle(&graph(&[("a", "b"), ("a", "c"), ("b", "c")])));
    assert!(has_circle(&graph(&[("a", "b"), ("b", "c"), ("c", "b")])));
}

fn sub_folders(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sub_folders(&path, found);
            found.push(path);
        }
    }
}

/// Which files or folders of a folder import which others of it, tests left out.
fn imports_within(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    let siblings: BTreeSet<String> =
        fs::read_dir(folder).unwrap().map(|entry| name(&entry.unwrap().path())).collect();
    let inside = folder.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
    let absolute = format!("crate::{}::", inside.replace('/', "::"));
    let mut files = Vec::new();
    rust_files(folder, &mut files);
    let mut imports = BTreeMap::<String, BTreeSet<String>>::new();
    for path in files {
        let relative = path.strip_prefix(folder).unwrap().with_extension("");
        let mut parts: Vec<String> =
            relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        if parts.last().is_some_and(|part| part == "mod") {
            parts.pop();
        }
        let Some(own) = parts.first().cloned().filter(|_| !parts.contains(&"tests".to_owned())) else {
            continue;
        };
        let prefix = "super::".repeat(parts.len());
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for start in [prefix.as_str(), absolute.as_str()] {
            let used = code.match_indices(start).filter(|(at, _)| !code[..*at].ends_with("super::"));
            for (at, _) in used {
                let known = names_at(&code[at + start.len()..]);
                let known = known.filter(|name| siblings.contains(name) && *name != own && name != "tests");
                imports.entry(own.clone()).or_default().extend(known);
            }
        }
    }
    imports
}

/// The names that an import or a path goes on with: one, or those of a list.
fn names_at(code: &str) -> impl Iterator<Item = String> + '_ {
    let (list, most) = match code.strip_prefix('{') {
        Some(list) => (list.split('}').next().unwrap_or_default(), usize::MAX),
        None => (code, 1),
    };
    list.split(',')
        .take(most)
        .map(|name| name.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
}

/// Whether some module leads back to itself: what imports nothing that is left is taken away until nothing changes.
fn has_circle(imports: &BTreeMap<String, BTreeSet<String>>) -> bool {
    let mut left = imports.clone();
    loop {
        let still: BTreeSet<String> = left.keys().cloned().collect();
        left.values_mut().for_each(|used| used.retain(|module| still.contains(module)));
        let before = left.len();
        left.retain(|_, used| !used.is_empty());
        if left.len() == before {
            return before > 0;
        }
    }
}

/// The types of one file without its tests. Two of one name in one file are alternatives for different systems.
fn types_in(text: &str) -> BTreeSet<&str> {
    let own = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    own.lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let line = match line.strip_prefix("pub(") {
                Some(rest) => rest.split_once(") ")?.1,
                None => line.strip_prefix("pub ").unwrap_or(line),
            };
            let rest =
                ["struct ", "enum ", "trait "].iter().find_map(|keyword| line.strip_prefix(keyword))?;
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
        })
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect()
}

#[test]
fn a_type_name_means_one_type() {
    assert_eq!(
        types_in("pub(super) struct A<'a> {\n    enum B {\nstruct  \n// struct C\n"),
        BTreeSet::from(["A", "B"])
    );
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files {
        let name = path.strip_prefix(root().join("src")).unwrap().display().to_string();
        // One of the two is compiled.
        if name.contains("tests") || name.ends_with("/windows.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for declared in types_in(&text) {
            places.entry(declared.to_owned()).or_default().push(name.clone());
        }
    }
    assert!(places.len() > 500, "only {} types were found", places.len());
    places.retain(|_, files| files.len() > 1);
    assert!(places.is_empty(), "each of these names stands for several types: {places:#?}");
}

#[test]
fn every_module_of_the_table_exists() {
    for module in floors().keys() {
        let src = root().join("src");
        assert!(
            src.join(module).is_dir() || src.join(format!("{module}.rs")).is_file(),
            "ARCHITECTURE.md names `{module}`, which is not in src"
        );
    }
}

#[test]
fn architecture_stays_short() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 180, "ARCHITECTURE.md has {} lines", text.lines().count());
}
