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
