//! Files of other hosts that pages name: they are never loaded, but a reader has to know of them.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// The most hosts that are kept; more do not help a reader.
const MOST_HOSTS: usize = 100;
/// The most files that are kept of one host: a page may name a new one every time.
const MOST_FILES: usize = 10_000;

/// Distinct files of other hosts, by host: at most 100 hosts with 10,000 files each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Elsewhere {
    /// The hash of each file's address: addresses may be long.
    hosts: BTreeMap<String, HashSet<u64>>,
}

impl Elsewhere {
    /// Notes that a page names this file of this host.
    pub(super) fn add(&mut self, host: &str, file: &str) {
        // The hasher has fixed keys, so a file has the same hash in every thread and every run.
        let mut hasher = DefaultHasher::new();
        file.hash(&mut hasher);
        self.insert(host, hasher.finish());
    }

    fn insert(&mut self, host: &str, file: u64) {
        if !self.hosts.contains_key(host) {
            if self.hosts.len() >= MOST_HOSTS {
                return;
            }
            self.hosts.insert(host.to_owned(), HashSet::new());
        }
        if let Some(files) = self.hosts.get_mut(host).filter(|files| files.len() < MOST_FILES) {
            files.insert(file);
        }
    }

    /// Adds the files of another thread or second; a file in both counts once.
    pub(super) fn merge(&mut self, other: &Self) {
        for (host, files) in &other.hosts {
            files.iter().for_each(|file| self.insert(host, *file));
        }
    }

    /// Removes all files.
    pub(super) fn clear(&mut self) {
        self.hosts.clear();
    }

    /// The hosts in alphabetical order, each with the number of its files.
    pub fn hosts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.hosts.iter().map(|(host, files)| (host.as_str(), files.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_two_threads_saw_is_one_file() {
        let seen = |files: &[(&str, &str)]| {
            let mut elsewhere = Elsewhere::default();
            files.iter().for_each(|(host, file)| elsewhere.add(host, file));
            elsewhere
        };
        let mut one = seen(&[("b.test", "/x"), ("a.test", "/x"), ("b.test", "/x")]);
        one.merge(&seen(&[("b.test", "/x"), ("b.test", "/y")]));
        assert_eq!(one.hosts().collect::<Vec<_>>(), [("a.test", 1), ("b.test", 2)]);
        one.clear();
        assert_eq!(one, Elsewhere::default());
    }

    #[test]
    fn a_page_of_ever_new_hosts_and_files_fills_no_memory() {
        let mut elsewhere = Elsewhere::default();
        for number in 0..20_000 {
            elsewhere.add(&format!("h{number}.test"), "/x");
            elsewhere.add("h0.test", &format!("/{number}"));
        }
        assert_eq!(elsewhere.hosts().count(), MOST_HOSTS);
        assert_eq!(elsewhere.hosts().map(|(_, files)| files).max(), Some(MOST_FILES as u64));
    }
}
