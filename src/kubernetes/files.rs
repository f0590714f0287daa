//! The files that pods find beside their scenario: from a ConfigMap, or from the Secret those that hold secrets.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use serde::Serialize;

use super::KubernetesError;

/// The most bytes that a ConfigMap holds, all of its files together.
pub const MOST_BYTES: usize = 1 << 20;
/// What the scenario is called in the pods.
pub const SCENARIO: &str = "scenario.toml";

/// A file with its place in the pods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct MountedFile {
    /// Its name in the ConfigMap or Secret, which has no folders.
    pub(super) key: String,
    /// Its path beside the scenario.
    pub(super) path: String,
}

/// The files of a Job, each path and each key once.
#[derive(Debug, Clone, Default)]
pub struct ConfigFiles {
    plain: Vec<(MountedFile, Vec<u8>)>,
    /// Each with the user's own file.
    secret: Vec<(MountedFile, PathBuf)>,
}

impl ConfigFiles {
    /// Adds a file that anyone may read. A path that is there already is the same file.
    ///
    /// # Errors
    ///
    /// [`KubernetesError::Path`] when Kubernetes does not take the path.
    pub fn add(&mut self, path: &str, content: Vec<u8>) -> Result<(), KubernetesError> {
        if !self.has(path) {
            let mounted = self.mounted(path)?;
            self.plain.push((mounted, content));
        }
        Ok(())
    }

    /// Adds a file that the user puts into the Secret; `own` is where the user has it.
    ///
    /// # Errors
    ///
    /// [`KubernetesError::Path`] when Kubernetes does not take the path.
    pub fn add_secret(&mut self, path: &str, own: PathBuf) -> Result<(), KubernetesError> {
        if !self.has(path) {
            let mounted = self.mounted(path)?;
            self.secret.push((mounted, own));
        }
        Ok(())
    }

    /// A path like this one that no file has.
    #[must_use]
    pub fn free_path(&self, path: &str) -> String {
        free(path, |path| self.has(path))
    }

    /// The keys of the files in the Secret, each with where the user has it.
    pub fn secret_sources(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.secret.iter().map(|(file, own)| (file.key.as_str(), own.as_path()))
    }

    /// The names and contents of the files in the ConfigMap.
    pub(super) fn plain_files(&self) -> impl Iterator<Item = (&MountedFile, &[u8])> {
        self.plain.iter().map(|(file, content)| (file, content.as_slice()))
    }

    /// The files in the Secret.
    pub(super) fn secret_files(&self) -> impl Iterator<Item = &MountedFile> {
        self.secret.iter().map(|(file, _)| file)
    }

    /// Makes sure that a ConfigMap holds all of them.
    ///
    /// # Errors
    ///
    /// [`KubernetesError::TooLarge`] with the largest.
    pub(super) fn fit(&self) -> Result<(), KubernetesError> {
        let bytes: usize = self.plain.iter().map(|(_, content)| content.len()).sum();
        match self.plain.iter().max_by_key(|(_, content)| content.len()) {
            Some((file, _)) if bytes > MOST_BYTES => {
                Err(KubernetesError::TooLarge { bytes, largest: file.path.clone() })
            }
            _ => Ok(()),
        }
    }

    fn all(&self) -> impl Iterator<Item = &MountedFile> {
        self.plain.iter().map(|(file, _)| file).chain(self.secret_files())
    }

    fn has(&self, path: &str) -> bool {
        self.all().any(|file| file.path == path)
    }

    fn mounted(&self, path: &str) -> Result<MountedFile, KubernetesError> {
        let refused = || KubernetesError::Path(path.into());
        // Kubernetes refuses every path that begins like one that leads upwards.
        let is_inside = !path.is_empty() && !path.starts_with("..") && !path.contains(['\0', '\n', '\r']);
        let parts = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside || !parts {
            return Err(refused());
        }
        // A key has letters, digits, dots, hyphens and underscores, at most 253.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let key: String = path.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        let key = key.trim_start_matches('.');
        if key.is_empty() || key.len() > 200 {
            return Err(refused());
        }
        let keys: BTreeSet<&str> = self.all().map(|file| file.key.as_str()).collect();
        Ok(MountedFile { key: free(key, |key| keys.contains(key)), path: path.to_owned() })
    }
}

/// The text, or the first of `name-2.ext`, `name-3.ext` … that is not taken.
fn free(text: &str, taken: impl Fn(&str) -> bool) -> String {
    let (stem, ending) = match text.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (text, String::new()),
    };
    let numbered = (2..).map(|number| format!("{stem}-{number}{ending}"));
    std::iter::once(text.to_owned()).chain(numbered).find(|text| !taken(text)).unwrap_or_default()
}

/// The path of a file from the scenario's folder, links followed, as the pods have it; of a file elsewhere, its name.
///
/// # Errors
///
/// [`KubernetesError::Path`] when it is not UTF-8.
pub fn path_beside(file: &Path, folder: &Path) -> Result<String, KubernetesError> {
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let place = canonical(file);
    let inner = place.strip_prefix(canonical(folder)).ok().map(Path::to_owned);
    let inner = inner.or_else(|| file.file_name().map(PathBuf::from)).unwrap_or_default();
    let parts: Option<Vec<&str>> = inner.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| KubernetesError::Path(file.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> ConfigFiles {
        let mut files = ConfigFiles::default();
        paths.iter().for_each(|path| files.add(path, b"x".to_vec()).unwrap());
        files
    }

    #[test]
    fn each_file_has_a_key_of_its_own() {
        let files =
            files(&["scenario.toml", "a/b.csv", "a_b.csv", "a b.csv", "a/b.csv", ".hidden/x", "ä.csv"]);
        let found: Vec<(&str, &str)> =
            files.all().map(|file| (file.key.as_str(), file.path.as_str())).collect();
        let expected = [
            ("scenario.toml", "scenario.toml"),
            ("a_b.csv", "a/b.csv"),
            ("a_b-2.csv", "a_b.csv"),
            ("a_b-3.csv", "a b.csv"),
            ("hidden_x", ".hidden/x"),
            ("_.csv", "ä.csv"),
        ];
        assert_eq!(found, expected);
        assert_eq!(files.free_path("scenario.toml"), "scenario-2.toml");
        assert_eq!(files.free_path("other.toml"), "other.toml");
    }

    #[test]
    fn a_secret_file_shares_the_names() {
        let mut files = files(&["users.csv"]);
        files.add_secret("more/users.csv", "shop/more/users.csv".into()).unwrap();
        files.add_secret("users.csv", "shop/users.csv".into()).unwrap();
        files.add_secret("more_users.csv", "shop/more_users.csv".into()).unwrap();
        let expected =
            [("more_users.csv", "shop/more/users.csv"), ("more_users-2.csv", "shop/more_users.csv")];
        let expected = expected.map(|(key, own)| (key, Path::new(own)));
        assert_eq!(files.secret_sources().collect::<Vec<_>>(), expected, "users.csv is there already");
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let long = "x".repeat(201);
        for path in ["", "..", "../a", "..a", "/a", "a/../b", "a\nb", ".", long.as_str()] {
            let refused = ConfigFiles::default().add(path, Vec::new());
            assert_eq!(refused, Err(KubernetesError::Path(path.into())), "{path:?}");
        }
    }

    #[test]
    fn all_files_together_fit_to_the_byte() {
        let mut files = ConfigFiles::default();
        files.add("small.csv", vec![b'x'; 16]).unwrap();
        files.add("large.csv", vec![b'x'; MOST_BYTES - 16]).unwrap();
        assert_eq!(files.fit(), Ok(()));
        files.add("one.csv", vec![b'x']).unwrap();
        let expected = KubernetesError::TooLarge { bytes: MOST_BYTES + 1, largest: "large.csv".to_owned() };
        assert_eq!(files.fit(), Err(expected));
    }

    #[test]
    fn a_file_is_named_from_the_scenario_s_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("shop");
        std::fs::create_dir_all(folder.join("data")).unwrap();
        let (inside, outside) = (folder.join("data/a.csv"), place.path().join("b.csv"));
        for file in [&inside, &outside] {
            std::fs::write(file, "x").unwrap();
        }
        assert_eq!(path_beside(&inside, &folder).unwrap(), "data/a.csv");
        assert_eq!(path_beside(&folder.join("data/../data/a.csv"), &folder).unwrap(), "data/a.csv");
        assert_eq!(path_beside(&outside, &folder).unwrap(), "b.csv");
    }
}
